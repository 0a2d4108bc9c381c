#include "runtime/gate.hpp"

#include <algorithm>
#include <cassert>
#include <mutex>

namespace weir::runtime {

namespace {

std::size_t bulk_of(std::size_t replicas, std::span<Edge* const> in, std::span<Edge* const> out) {
  std::size_t bulk = 1;
  for (const Edge* edge : in.empty() ? out : in) bulk = std::max(bulk, bulk_limit(edge->depth, replicas));
  return bulk;
}

}  // namespace

Gate::Gate(const PlannedStage& stage, std::uint32_t index, std::vector<Edge*> in_edges, std::vector<Edge*> out_edges, GateContext context)
    : stage_(stage),
      index_(index),
      context_(context),
      share_(bulk_of(stage.replicas, in_edges, out_edges)),
      max_bulk_(stage.ordered || in_edges.empty() ? share_ : bulk_of(1, in_edges, out_edges)),
      may_sleep_(stage.retries > 0 || stage.factory.waits()),
      waits_for_input_(stage.factory.waits_for_input()),
      inputs_(std::move(in_edges)),
      credits_(std::move(out_edges), context.pool),
      meter_(context.clock.stopwatch(), stage.named_outputs.size(), stage.counts_rows()),
      cost_(inputs_.edges(), credits_.edges()) {
  if (may_share()) inputs_.reserve_back(most_in_hand() + most_parts());
  if (stage.ordered && stage.replicas > 1 && !credits_.edges().empty()) window_.emplace(credits_.edges(), credits_.waits(), context.pool);
  const std::span<Edge* const> out = credits_.edges();
  readers_ = static_cast<std::size_t>(std::count_if(out.begin(), out.end(), [this](const Edge* edge) { return is_there_for(*edge); }));
  if (context.sizes_batches) sizer_.emplace(inputs_.edges(), credits_.edges());
}

void Gate::add(std::unique_ptr<detail::AnyStage> instance) {
  const auto index = static_cast<std::uint32_t>(replicas_.size());
  Replica& replica = *replicas_.emplace_back(
      std::make_unique<Replica>(index, std::move(instance), stage_, in_edges().size(), credits_, context_.pool, context_.stop));
  replica.work.outputs.may_send = replica.work.outputs.ends_stream = !window_;
  free_.push_back(&replica);
}

void Gate::start(StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  hand_out(works);
}

bool Gate::put(Edge& edge, std::vector<Batch*>& batches, std::vector<Batch*>& reserved, StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  const bool refused = has_enough();
  if (refused) {
    for (const Batch* batch : batches) refuse(edge, *batch);
  } else {
    edge.queue.make_room(batches.size());
    edge.queue.push(batches);
    batches.clear();  // before anything can fail
  }
  const std::size_t enabled = works.size();
  hand_out(works);
  for (std::size_t w = enabled; w < works.size(); ++w) bring_home(edge, replicas_[works[w].replica]->work.in_hand, reserved);
  return !refused;
}

// The credits of what a replica has just taken, as far as there are batches for them: whoever has put it settles next, and has them then.
void Gate::bring_home(const Edge& edge, InHand& in_hand, std::vector<Batch*>& reserved) const {
  if (edge.memory) return;
  std::size_t e = 0;
  while (in_edges()[e] != &edge) ++e;
  const std::size_t credits = std::min(in_hand.owed[e].credits, in_hand.emptied.size());
  move_last(in_hand.emptied, credits, reserved);
  in_hand.owed[e].credits -= credits;
}

void Gate::give_back(Edge& edge, Home home, std::vector<Batch*>& emptied, StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  edge.credits.give_back(home.credits, emptied);
  if (edge.memory) edge.memory->take(home.bytes);
  hand_out(works);
}

void Gate::close(Edge& edge, StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  edge.queue.close();
  hand_out(works);
}

void Gate::drain(StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  if (is_source()) draining_.store(true, std::memory_order_relaxed);
  end_waits();
  for (const auto& replica : replicas_) wake(*replica);
  hand_out(works);
}

void Gate::end_waits() noexcept {
  for (const auto& replica : replicas_) replica->work.ending.drain();
}

void Gate::wake(StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  for (const auto& replica : replicas_) wake(*replica);
  hand_out(works);
}

void Gate::wake(std::uint32_t replica, StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  account(time);
  wake(*replicas_[replica]);
  hand_out(works);
}

// One that runs may have missed it.
void Gate::wake(Replica& replica) noexcept {
  if (replica.state == ReplicaState::running)
    replica.woken = true;
  else
    replica.work.wake();
}

SteadyTime Gate::flush_due(SteadyTime time, Works& works) {
  if (!has_waits() && !may_sleep_) return kNever;
  const std::lock_guard lock(lock_);
  account(context_.clock.stopwatch());
  SteadyTime next = window_ ? window_->deadlines().expire(time) : kNever;
  for (const auto& replica : replicas_) {
    // A running replica belongs to its thread, which looks at the time itself when it settles.
    if (replica->state == ReplicaState::running) continue;
    ReplicaWork& work = replica->work;
    if (work.wait_until <= time) work.end_wait();
    next = std::min({next, work.outputs.deadlines.expire(time), work.wait_until});
  }
  hand_out(works);
  return next;
}

void Gate::hand_out(Works& works) {
  assert(states_agree());
  if (stopping()) return;
  // Most events find all replicas at work, or enable just one.
  while (!free_.empty() || !parked_.empty() || (window_ && window_->waiting() > 0)) {
    const Replica* replica = take();
    if (replica == nullptr) break;
    works.push_back(work_for(replica->work));
  }
  const bool may_produce = is_source() && !free_.empty() && !free_.back()->work.is_waiting();
  meter_.free_wait_for_room(may_produce || inputs_.size() > 0 || finishing_);
}

// Parked replicas go before new launches: they hold what must leave before anything new is worth taking.
Replica* Gate::take() {
  if (Replica* replica = take_parked()) return replica;
  if (Replica* replica = take_head()) return replica;
  if (Replica* replica = take_due()) return replica;
  return take_free();
}

Replica* Gate::take_parked() {
  if (parked_.empty()) return nullptr;
  const auto it = std::find_if(parked_.begin(), parked_.end(), [this](Replica* replica) { return may_go_on(*replica); });
  if (it == parked_.end()) return nullptr;
  Replica& replica = **it;
  parked_.erase(it);
  run(replica);  // before what can fail: no list has it any more
  if (replica.work.outputs.may_send && !replica.work.is_waiting() && !replica.work.outputs.has_surplus()) reserve(replica.work, false);
  return &replica;
}

bool Gate::may_go_on(Replica& replica) {
  ReplicaWork& work = replica.work;
  const bool drops = has_enough() && work.in_hand.any();  // what it has in hand, for which it needs no room
  if (!work.outputs.may_send) return drops || !work.is_waiting();
  if (work.outputs.has_surplus()) return credits_.reserve_for_surplus(work.outputs);
  return drops || (!work.is_waiting() && credits_.available());
}

// The replica whose turn has come. One that waits for something outside meanwhile is not called, but what was left for it is to be sent.
Replica* Gate::take_head() {
  if (!window_) return nullptr;
  Replica* replica = window_->take_head();
  if (replica == nullptr) {
    const auto is_head = [this](const Replica* parked) { return !parked->work.outputs.may_send && window_->is_head(parked->ticket); };
    const auto it = std::find_if(parked_.begin(), parked_.end(), is_head);
    if (it == parked_.end()) return nullptr;
    replica = *it;
    parked_.erase(it);
  }
  enter_head(replica->work);
  return run(*replica);
}

Replica* Gate::take_due() {
  if (!has_waits() || free_.empty()) return nullptr;
  if (window_) {
    // A ticket without input: at the head it finds only the tail, and sends it. Where tickets are out already, the next head does that.
    return window_->empty() && window_->deadlines().any_due() ? launch(false) : nullptr;
  }
  // A free replica has no surplus but a part-filled batch that is due.
  const auto it =
      std::find_if(free_.begin(), free_.end(), [this](Replica* free) { return credits_.reserve_for_surplus(free->work.outputs); });
  if (it == free_.end()) return nullptr;
  std::swap(*it, free_.back());
  return launch(false);
}

Replica* Gate::take_free() {
  if (free_.empty() || (!window_ && !credits_.available())) return nullptr;
  if (is_source()) return free_.back()->work.is_waiting() ? nullptr : launch(true);
  if (inputs_.size() > 0) {
    if (has_enough()) return nullptr;  // who said so is about to empty the queues
    if (waits_for_input_) std::rotate(free_.begin(), free_.begin() + 1, free_.end());
    return launch(true);
  }
  if (waits_for_input_ && bring_woken_last()) return launch(true);
  if (!inputs_.ended() && !has_enough()) return nullptr;
  if (!finishing_) {
    if (free_.size() != replicas_.size()) return nullptr;
    finishing_ = true;
    for (Replica* replica : free_) replica->work.idles = false;  // what is left to do without input belongs to the last calls
    // The lowest goes first, so an ordered stage finishes in the order of its replicas.
    std::sort(free_.begin(), free_.end(), [](const Replica* a, const Replica* b) { return a->work.index > b->work.index; });
  }
  free_.back()->work.finishing = true;
  return launch(true);
}

// Brings a replica that is to be called without input to where the next one is taken from. Where the stage has had enough, all are about to
// get their last calls instead.
bool Gate::bring_woken_last() noexcept {
  if (has_enough()) return false;
  const auto it =
      std::find_if(free_.begin(), free_.end(), [](const Replica* free) { return free->work.idles && !free->work.is_waiting(); });
  if (it == free_.end()) return false;
  std::rotate(it, it + 1, free_.end());
  return true;
}

Replica* Gate::launch(bool with_input) {
  Replica& replica = *free_.back();
  assert(!replica.work.in_hand.any());
  const bool takes_all = may_take_all();
  const std::size_t batches = with_input ? std::min({replica.work.bulk, takes_all ? max_bulk_ : share_, inputs_.size()}) : 0;
  replica.work.in_hand.batches.reserve(batches);  // before anything has changed
  free_.pop_back();
  run(replica);  // before what can fail: no list has it any more
  if (window_) replica.ticket = window_->draw();
  if (!with_input) return &replica;
  if (waits_for_input_) replica.work.end_wait();
  replica.work.in_hand.take_from(inputs_, batches);
  if (may_share()) level(replica.work.in_hand);
  meter_.note_in_hand(replica.work.in_hand.left());
  if (!window_) reserve(replica.work, takes_all);
  return &replica;
}

// One replica may have all there is where all of it together is not worth another thread, which would only wait for the same lines.
bool Gate::may_take_all() const noexcept {
  return max_bulk_ > share_ && free_.size() == replicas_.size() && cost_.get() * static_cast<double>(max_bulk_) <= kWorthAThread;
}

// A batch is made only where no replica that is free has an emptied one.
void Gate::level(InHand& in_hand) {
  const std::size_t owed = in_hand.credits_owed();
  inputs_.level(in_hand.emptied, owed);
  for (std::size_t r = 0; in_hand.emptied.size() < owed && r < free_.size(); ++r) {
    std::vector<Batch*>& spare = free_[r]->work.in_hand.emptied;
    for (; in_hand.emptied.size() < owed && !spare.empty(); spare.pop_back()) in_hand.emptied.push_back(spare.back());
  }
}

Replica* Gate::run(Replica& replica) noexcept {
  replica.state = ReplicaState::running;
  return &replica;
}

void Gate::reserve(ReplicaWork& work, bool takes_all) {
  credits_.reserve(work.outputs, std::max(work.bulk, work.last_sealed), takes_all);
}

}  // namespace weir::runtime
