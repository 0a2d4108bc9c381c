// What a gate hands out, and when: the rules of `take`.

#include <algorithm>
#include <cassert>

#include "runtime/gate.hpp"

namespace weir::runtime {

void Gate::hand_out(Works& works) {
  assert(states_agree());
  if (stopping_.load(std::memory_order_relaxed)) return;
  // Most events find all replicas at work, or enable just one.
  while (!free_.empty() || !parked_.empty() || !waiting_.empty()) {
    const Replica* replica = take();
    if (replica == nullptr) break;
    works.push_back({index_, replica->index});
  }
  waits_for_room_ = (is_source() && !asleep_) || queued() > 0 || finishing_;
}

// Parked replicas go before new launches: they hold what must leave before anything new is worth taking.
Replica* Gate::take() {
  if (asleep_) return shortest_wait_ > 0 ? take_due() : nullptr;
  if (Replica* replica = take_parked()) return replica;
  if (ordered_) {
    if (Replica* replica = take_head()) return replica;
  }
  if (shortest_wait_ > 0) {
    if (Replica* replica = take_due()) return replica;
  }
  return take_free();
}

Replica* Gate::take_parked() {
  for (auto it = parked_.begin(); it != parked_.end(); ++it) {
    Replica& replica = **it;
    if (has_surplus(replica)) {
      if (!reserve_for_surplus(replica)) continue;
    } else {
      if (!has_credits()) continue;
      reserve_all(replica);
    }
    parked_.erase(it);
    set_running(replica);
    return &replica;
  }
  return nullptr;
}

Replica* Gate::take_head() {
  const auto it = std::find_if(waiting_.begin(), waiting_.end(), [this](const Replica* replica) { return replica->ticket == head_; });
  if (it == waiting_.end()) return nullptr;
  Replica& replica = **it;
  waiting_.erase(it);
  set_running(replica);
  enter_head(replica);
  return &replica;
}

Replica* Gate::take_due() {
  if (ordered_) {
    // A ticket without input: at the head it finds only the tail, and sends it. Where tickets are out already, the next head does that.
    const bool due = std::any_of(tail_open_.begin(), tail_open_.end(), [](const Waiting& open) { return open.due; });
    if (!due || free_.empty() || head_ != next_ticket_) return nullptr;
    return &launch(false);
  }
  for (std::size_t i = 0; i < free_.size(); ++i) {
    // A free replica has no surplus but a part-filled batch that is due.
    if (!reserve_for_surplus(*free_[i])) continue;
    std::swap(free_[i], free_.back());
    return &launch(false);
  }
  return nullptr;
}

Replica* Gate::take_free() {
  if (free_.empty() || (!ordered_ && !has_credits())) return nullptr;
  if (is_source()) return &launch(true);
  if (queued() > 0) return &launch(true);
  if (!input_ended()) return nullptr;
  if (!finishing_) {
    if (free_.size() != replicas_.size()) return nullptr;
    finishing_ = true;
    // The lowest goes first, so an ordered stage finishes in the order of its replicas.
    std::sort(free_.begin(), free_.end(), [](const Replica* a, const Replica* b) { return a->index > b->index; });
  }
  free_.back()->finishing = true;
  return &launch(true);
}

void Gate::set_running(Replica& replica) {
  replica.state = ReplicaState::running;
  woken_ = false;
}

Replica& Gate::launch(bool works) {
  Replica& replica = *free_.back();
  assert(replica.state == ReplicaState::free && !replica.has_input());
  free_.pop_back();
  set_running(replica);
  if (ordered_) replica.ticket = next_ticket_++;
  if (!works) return replica;
  take_inputs(replica);
  if (!ordered_) reserve_all(replica);
  return replica;
}

void Gate::take_inputs(Replica& replica) {
  for (std::size_t left = std::min(replica.bulk, queued()); left > 0; --left) {
    while (in_edges_[next_edge_]->queued() == 0) next_edge_ = (next_edge_ + 1) % in_edges_.size();
    replica.inputs.push_back(in_edges_[next_edge_]->pop());
    ++replica.taken_from[next_edge_];
    next_edge_ = (next_edge_ + 1) % in_edges_.size();
  }
  totals_.peak_in_hand = std::max(totals_.peak_in_hand, replica.inputs.size());
}

// --- credits -----------------------------------------------------------------------------------------------------------------------------

void Gate::reserve(Replica& replica, std::size_t writer, std::size_t wanted) {
  Edge& edge = *out_edges_[writer];
  for (std::size_t n = std::min(wanted, edge.credits); n > 0; --n) {
    --edge.credits;
    if (edge.empty.empty()) {
      replica.writers[writer].reserved.push_back(store_.make(*edge.item_type));
    } else {
      replica.writers[writer].reserved.push_back(edge.empty.back());
      edge.empty.pop_back();
    }
  }
  if (edge.credits < edge.fewest_credits.load(std::memory_order_relaxed))
    edge.fewest_credits.store(edge.credits, std::memory_order_relaxed);
}

void Gate::reserve_all(Replica& replica) {
  for (std::size_t p = 0; p < out_edges_.size(); ++p) {
    reserve(replica, p, std::min(std::max(replica.bulk, replica.last_sealed), out_edges_[p]->most_reserved));
  }
}

bool Gate::reserve_for_surplus(Replica& replica) {
  constexpr std::size_t kMostAtOnce = 64;
  bool any = false;
  for (std::size_t p = 0; p < out_edges_.size(); ++p) {
    if (!has_surplus(replica, p)) continue;
    const detail::EdgeWriter& writer = replica.writers[p];
    const std::size_t batches = (writer.open->size() + writer.limit - 1) / writer.limit;
    // Some at a time: a batch that is not there yet is made under the gate. Who has cut these settles again, and gets more.
    if (batches > writer.reserved.size()) reserve(replica, p, std::min(batches - writer.reserved.size(), kMostAtOnce));
    any = any || !writer.reserved.empty();
  }
  return any;
}

void Gate::unreserve(Replica& replica) {
  for (std::size_t p = 0; p < out_edges_.size(); ++p) {
    auto& reserved = replica.writers[p].reserved;
    out_edges_[p]->credits += reserved.size();
    out_edges_[p]->empty.insert(out_edges_[p]->empty.end(), reserved.begin(), reserved.end());
    reserved.clear();
    assert(out_edges_[p]->credits <= out_edges_[p]->depth);
  }
}

bool Gate::has_credits() const noexcept {
  return std::all_of(out_edges_.begin(), out_edges_.end(), [](const Edge* edge) { return edge->credits > 0; });
}

std::size_t Gate::queued() const noexcept {
  std::size_t queued = 0;
  for (const Edge* edge : in_edges_) queued += edge->queued();
  return queued;
}

bool Gate::input_ended() const noexcept {
  return std::all_of(in_edges_.begin(), in_edges_.end(), [](const Edge* edge) { return edge->closed && edge->queued() == 0; });
}

}  // namespace weir::runtime
