// What becomes of a replica when its calls are over.

#include <algorithm>
#include <cassert>
#include <mutex>
#include <utility>

#include "runtime/gate.hpp"

namespace weir::runtime {

Settled Gate::settle(ReplicaWork& work, StopwatchTime time, Works& works) {
  const std::lock_guard lock(lock_);
  Replica& replica = *replicas_[work.index];
  assert(replica.state == ReplicaState::running);
  account(time);
  fold(work);
  // A look at the clock of its own, under the gate: a timer passes over running replicas, so nothing that it passed over may be missed
  // here.
  const SteadyTime now = has_waits() ? context_.clock.now() : SteadyTime();
  if (has_waits()) work.outputs.deadlines.expire(now);
  Settled settled;
  settled.next = next_for(replica, settled.closes);
  settled.too_many_rejects = stage_.max_errors && has_too_many_rejects(settled.closes);
  if (settled.next == NextStep::cut) return settled;
  if (settled.next == NextStep::leave) {
    settled.due = work.wait_until;
    if (has_waits()) settled.due = std::min(settled.due, work.outputs.deadlines.expire(now));
    if (has_waits() && window_) settled.due = std::min(settled.due, window_->deadlines().expire(now));
  }
  hand_out(works);
  if (settled.next == NextStep::resume) works.push_back(work_for(work));
  return settled;
}

NextStep Gate::next_for(Replica& replica, bool& closes) {
  ReplicaWork& work = replica.work;
  const bool waited = work.is_waiting();
  if (std::exchange(replica.woken, false)) work.wake();
  if (window_ && !work.outputs.may_send) {
    if (!window_->is_head(replica.ticket)) return wait_for_turn(replica, waited);
    enter_head(work);
    return NextStep::cut;
  }
  if (std::exchange(work.shares, false)) {
    if (work.makes_parts) makes_parts_ = work.makes_parts = false;
    if (!has_enough()) share_input(work);
  }
  const bool surplus = work.outputs.has_surplus();
  if (!surplus && !work.has_calls_left()) {
    leave(replica, closes);
    return NextStep::leave;
  }
  if (surplus && credits_.reserve_for_surplus(work.outputs)) return NextStep::cut;
  credits_.release(work.outputs);
  if (!surplus && !work.is_waiting() && credits_.available() && !stopping()) {
    reserve(work, false);
    return NextStep::resume;
  }
  return park(replica);
}

// Of an ordered stage. One that waits for something outside may be called again before its turn, which may be far.
NextStep Gate::wait_for_turn(Replica& replica, bool waited) {
  if (waited && replica.work.has_calls_left() && replica.work.outputs.has_room())
    return replica.work.is_waiting() || stopping() ? park(replica) : NextStep::resume;
  window_->wait(replica);
  replica.state = ReplicaState::waiting_head;
  return NextStep::leave;
}

NextStep Gate::park(Replica& replica) {
  ReplicaWork& work = replica.work;
  if (work.is_waiting() && may_share() && work.in_hand.any()) {  // the batches after the one that waits need not wait with it
    inputs_.put_back(work.in_hand.rest().subspan(1));
    work.in_hand.keep_front();
  }
  parked_.push_back(&replica);
  replica.state = ReplicaState::parked;
  return NextStep::leave;
}

void Gate::add_parts(ReplicaWork& work) {
  const std::lock_guard lock(lock_);
  const std::size_t others = work.in_hand.left() - 1;
  const std::size_t items = work.in_hand.front().size();
  if (makes_parts_ || inputs_.size() > 0 || inputs_.batch_bytes() > 0 || others >= free_.size() || items < 2) return;
  const std::size_t parts = std::min(free_.size() - others, items - 1);
  makes_parts_ = work.makes_parts = true;
  inputs_.add_empty(work.in_hand.batches, parts, context_.pool);
  parts_ += parts;
}

// From now on each takes one batch at a time, until calls are short again.
void Gate::share_input(ReplicaWork& work) {
  inputs_.put_back(work.in_hand.rest());
  work.in_hand.clear();
  work.bulk = 1;
  for (Replica* replica : free_) replica->work.bulk = 1;
}

void Gate::leave(Replica& replica, bool& closes) {
  ReplicaWork& work = replica.work;
  credits_.release(work.outputs);
  work.in_hand.clear();
  if (window_) window_->leave(work.outputs);
  if (work.finish_called) {
    replica.state = ReplicaState::finished;
    closes = ++finished_ == replicas_.size();
    return;
  }
  replica.state = ReplicaState::free;
  free_.push_back(&replica);
}

// The batches themselves are merged by `cut`, without the gate: moving items is their type's own code.
void Gate::enter_head(ReplicaWork& work) {
  window_->enter(work.outputs);
  work.outputs.ends_stream = finished_ + 1 == replicas_.size();
  if (work.finish_called && work.outputs.ends_stream) work.outputs.deadlines.expire_all();
}

}  // namespace weir::runtime
