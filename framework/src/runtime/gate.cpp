#include "runtime/gate.hpp"

#include <algorithm>
#include <cassert>

namespace weir::runtime {

namespace {

std::size_t bulk_of(const PlannedStage& stage, std::span<Edge* const> in, std::span<Edge* const> out) {
  std::size_t bulk = 1;
  for (const Edge* edge : in.empty() ? out : in) bulk = std::max(bulk, bulk_limit(edge->depth, stage.replicas));
  return bulk;
}

}  // namespace

Gate::Gate(const PlannedStage& stage, std::uint32_t index, std::vector<Edge*> in_edges, std::vector<Edge*> out_edges, BatchStore& store,
           const std::atomic<bool>& stopping)
    : stage_(&stage),
      index_(index),
      ordered_(stage.ordered && stage.replicas > 1 && !out_edges.empty()),
      in_edges_(std::move(in_edges)),
      out_edges_(std::move(out_edges)),
      store_(store),
      stopping_(stopping),
      max_bulk_(bulk_of(stage, in_edges_, out_edges_)) {
  for (const Edge* edge : out_edges_) {
    if (const auto wait = edge->batch_wait; wait > 0) shortest_wait_ = shortest_wait_ == 0 ? wait : std::min(shortest_wait_, wait);
    if (ordered_) tail_.push_back(store_.make(*edge->item_type));
  }
  tail_open_.resize(tail_.size());
}

void Gate::add(std::unique_ptr<detail::AnyStage> instance, const detail::StopFlag& stop) {
  auto& replica = *replicas_.emplace_back(std::make_unique<Replica>());
  replica.index = static_cast<std::uint32_t>(replicas_.size() - 1);
  replica.instance = std::move(instance);
  replica.taken_from.resize(in_edges_.size());
  replica.writers.resize(out_edges_.size());
  replica.open.resize(out_edges_.size());
  for (std::size_t p = 0; p < out_edges_.size(); ++p) {
    replica.writers[p].open = store_.make(*out_edges_[p]->item_type);
    replica.writers[p].limit = out_edges_[p]->limit(0);
  }
  replica.output.writers = replica.writers;
  replica.output.stop = &stop;
  replica.instance->attach(stop);
  free_.push_back(&replica);
}

// --- events ------------------------------------------------------------------------------------------------------------------------------

void Gate::start(Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  accounted_ = time;
  hand_out(works);
}

void Gate::put(Edge& edge, std::span<Batch* const> batches, Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  account(time);
  for (Batch* batch : batches) edge.push(batch);
  hand_out(works);
}

void Gate::give_back(Edge& edge, std::size_t credits, std::vector<Batch*>& empty, Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  account(time);
  edge.credits += credits;
  assert(edge.credits <= edge.depth);
  for (; credits > 0 && !empty.empty(); --credits) {
    edge.empty.push_back(empty.back());
    empty.pop_back();
  }
  hand_out(works);
}

void Gate::close(Edge& edge, Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  account(time);
  edge.closed = true;
  hand_out(works);
}

void Gate::drain(Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  account(time);
  draining_.store(true, std::memory_order_relaxed);
  hand_out(works);
}

void Gate::wake(Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  account(time);
  woken_ = true;
  asleep_ = false;
  hand_out(works);
}

Nanoseconds Gate::flush_due(Nanoseconds time, Works& works) {
  if (shortest_wait_ == 0) return 0;
  const std::lock_guard lock(mutex_);
  account(stopwatch());
  Nanoseconds next = note_due(tail_open_, time);
  for (auto& replica : replicas_) {
    // A running replica belongs to its thread, which looks at the time itself when it settles.
    if (replica->state == ReplicaState::running) continue;
    next = earlier(next, note_due(replica->open, time));
  }
  hand_out(works);
  return next;
}

Settled Gate::settle(Replica& replica, Nanoseconds time, Works& works) {
  const std::lock_guard lock(mutex_);
  assert(replica.state == ReplicaState::running);
  account(time);
  fold(replica);
  size_batches(replica);
  // A time of its own, taken under the gate: the alarm passes over running replicas, so nothing that it passed over may be missed here.
  const Nanoseconds gate_time = shortest_wait_ > 0 ? now() : 0;
  note_due(replica.open, gate_time);
  asleep_ = false;
  Settled settled;
  settled.next = next_for(replica, settled.closes);
  if (settled.next == Next::cut) return settled;
  if (settled.next == Next::leave) settled.due = earlier(note_due(replica.open, gate_time), note_due(tail_open_, gate_time));
  hand_out(works);
  return settled;
}

Nanoseconds Gate::seal_due(Replica& replica, Nanoseconds time) const {
  const Nanoseconds next = note_due(replica.open, time);
  for (std::size_t p = 0; p < replica.writers.size(); ++p) {
    if (!has_surplus(replica, p) || replica.writers[p].reserved.empty()) continue;
    // The call began with a credit for this batch, and would have ended had it made it full.
    replica.writers[p].seal();
    replica.open[p] = {};
  }
  return next;
}

Nanoseconds Gate::note_due(std::vector<Waiting>& open, Nanoseconds time) const {
  Nanoseconds next = 0;
  if (shortest_wait_ == 0) return next;
  for (std::size_t p = 0; p < open.size(); ++p) {
    if (open[p].since == 0) continue;
    const Nanoseconds due = later(open[p].since, out_edges_[p]->batch_wait);
    open[p].due = open[p].due || due <= time;
    if (!open[p].due) next = earlier(next, due);
  }
  return next;
}

// --- what becomes of a replica -----------------------------------------------------------------------------------------------------------

bool Gate::flushes(const Replica& replica, std::size_t writer) const noexcept {
  return replica.open[writer].due || (replica.finish_called && (!ordered_ || replica.last));
}

bool Gate::has_surplus(const Replica& replica, std::size_t writer) const noexcept {
  const std::size_t open = replica.writers[writer].open->size();
  return open >= replica.writers[writer].limit || (open > 0 && flushes(replica, writer));
}

bool Gate::has_surplus(const Replica& replica) const noexcept {
  for (std::size_t p = 0; p < replica.writers.size(); ++p) {
    if (has_surplus(replica, p)) return true;
  }
  return false;
}

bool Gate::may_call(const Replica& replica) const noexcept {
  const bool needs_credit = !ordered_ || replica.at_head;
  return std::all_of(replica.writers.begin(), replica.writers.end(), [&](const detail::EdgeWriter& writer) {
    return writer.open->size() < writer.limit && (!needs_credit || !writer.reserved.empty());
  });
}

void Gate::cut(Replica& replica) {
  if (ordered_ && !replica.at_head) return;
  for (std::size_t p = 0; p < replica.writers.size(); ++p) {
    detail::EdgeWriter& writer = replica.writers[p];
    if (ordered_ && tail_[p]->size() > 0) {
      // What the head before left part-filled comes first.
      writer.open->move_front(*tail_[p], writer.open->size());
      std::swap(writer.open, tail_[p]);
    }
    while (!writer.reserved.empty() && has_surplus(replica, p)) {
      if (writer.open->size() <= writer.limit) {
        writer.seal();
        continue;
      }
      Batch* batch = writer.reserved.back();
      writer.reserved.pop_back();
      writer.open->move_front(*batch, writer.limit);
      writer.sealed.push_back(batch);
    }
    if (writer.open->size() == 0) replica.open[p] = {};
  }
}

Next Gate::next_for(Replica& replica, bool& closes) {
  if (ordered_ && !replica.at_head) {
    if (replica.ticket != head_) {
      replica.state = ReplicaState::waiting_head;
      waiting_.push_back(&replica);
      return Next::leave;
    }
    enter_head(replica);
    return Next::cut;
  }
  const bool surplus = has_surplus(replica);
  const bool more = replica.has_input() || (replica.finishing && !replica.finish_called);
  if (!surplus && !more) {
    leave(replica, closes);
    return Next::leave;
  }
  if (surplus && reserve_for_surplus(replica)) return Next::cut;
  unreserve(replica);
  if (!surplus && !falls_asleep(replica) && has_credits() && !stopping_.load(std::memory_order_relaxed)) {
    reserve_all(replica);
    return Next::resume;
  }
  replica.state = ReplicaState::parked;
  parked_.push_back(&replica);
  return Next::leave;
}

// Gives false when the host has acted since the replica was handed out: it is to look again.
bool Gate::falls_asleep(const Replica& replica) {
  asleep_ = replica.waits && !woken_;
  woken_ = false;
  return asleep_;
}

void Gate::leave(Replica& replica, bool& closes) {
  unreserve(replica);
  replica.inputs.clear();
  replica.next_input = 0;
  if (ordered_) leave_head(replica);
  if (!replica.finish_called) {
    replica.state = ReplicaState::free;
    free_.push_back(&replica);
    falls_asleep(replica);
    return;
  }
  replica.state = ReplicaState::finished;
  closes = ++finished_ == replicas_.size();
}

// The batches themselves are merged by `cut`, without the gate: moving items is their type's own code.
void Gate::enter_head(Replica& replica) {
  replica.at_head = true;
  replica.last = finished_ + 1 == replicas_.size();
  for (std::size_t p = 0; p < tail_open_.size(); ++p) {
    replica.open[p].since = earlier(replica.open[p].since, tail_open_[p].since);
    replica.open[p].due = replica.open[p].due || tail_open_[p].due;
    tail_open_[p] = {};
  }
}

void Gate::leave_head(Replica& replica) {
  for (std::size_t p = 0; p < tail_.size(); ++p) {
    std::swap(replica.writers[p].open, tail_[p]);
    tail_open_[p] = std::exchange(replica.open[p], {});
  }
  replica.at_head = false;
  ++head_;
}

// --- accounts ----------------------------------------------------------------------------------------------------------------------------

void Gate::account(Nanoseconds time) {
  const Nanoseconds passed = time - accounted_;
  if (passed <= 0) return;
  accounted_ = time;
  const auto free = static_cast<Nanoseconds>(free_.size());
  const auto held = static_cast<Nanoseconds>(parked_.size() + waiting_.size());
  (waits_for_room_ ? totals_.waiting_room : totals_.waiting_input) += free * passed;
  totals_.waiting_room += held * passed;
}

void Gate::fold(Replica& replica) {
  totals_.busy += replica.busy;
  totals_.batches_in += replica.batches_in;
  totals_.items_in += replica.items_in;
  totals_.items_out += replica.output.items;
  totals_.batches_out += replica.batches_out;
  if (measures_ && (replica.busy > 0 || replica.items_in > 0 || replica.output.items > 0)) measure(replica);
  replica.busy = 0;
  replica.batches_in = replica.items_in = replica.batches_out = replica.output.items = 0;
  if (is_source()) {
    if (const auto& progress = replica.progress) totals_.progress = *progress;
  }
}

}  // namespace weir::runtime
