// What a gate counts, and what it says of its work by that.

#include <algorithm>
#include <mutex>
#include <utility>

#include "runtime/gate.hpp"

namespace weir::runtime {

void Gate::account(StopwatchTime time) noexcept {
  meter_.account(time, waiting());
}

// One that waits for something outside, or for its next try, waits for nothing else. One that input ends the wait of, too, is free.
WaitingReplicas Gate::waiting() const noexcept {
  WaitingReplicas waiting{.free = free_.size(), .held = parked_.size() + (window_ ? window_->waiting() : 0)};
  for (std::size_t r = 0; may_sleep_ && r < replicas_.size(); ++r) {
    const Replica& replica = *replicas_[r];
    if (replica.state == ReplicaState::running || !replica.work.is_waiting()) continue;
    if (replica.state == ReplicaState::free && waits_for_input_) continue;
    --(replica.state == ReplicaState::free ? waiting.free : waiting.held);
    if (replica.work.waits == WaitsFor::outside) ++waiting.outside;
  }
  return waiting;
}

void Gate::fold(ReplicaWork& work) {
  const Tally tally = std::exchange(work.tally, {});
  const std::uint64_t items_out = meter_.add(tally, work.outputs.for_calls());
  const std::uint64_t batches = is_source() ? tally.batches_out / std::max<std::size_t>(out_edges().size(), 1) : tally.batches_in;
  if (tally.busy > Nanoseconds(0)) cost_.measure(tally.busy, batches, meter_.totals());
  if (!sizer_) return;
  if (tally.busy > Nanoseconds(0) || tally.items_in > 0 || items_out > 0)
    sizer_->measure(tally.busy, tally.items_in, items_out, meter_.totals());
  sizer_->set_limits(work.outputs.writers(), meter_.totals());
}

// With what failed calls have made.
static Amount made(const detail::OutputWriters& output) noexcept {
  return output.pushed() + Amount{output.uncounted, output.rows_uncounted};
}

void Gate::balance(GateBalance& balance) const {
  balance.made.assign(stage_.named_outputs.size() + 1, {});
  balance.unsent.assign(out_edges().size(), {});
  const std::lock_guard lock(lock_);
  const StageTotals& totals = meter_.totals();
  balance.used = totals.in;
  balance.dropped = totals.dropped;
  for (const Edge* edge : in_edges()) balance.dropped -= edge->queue.refused();
  balance.in_hand = inputs_.amount_back();
  for (std::size_t o = 0; o < balance.made.size(); ++o) balance.made[o] = totals.made(o);
  for (const auto& replica : replicas_) {
    for (const Batch* batch : replica->work.in_hand.rest()) balance.in_hand += batch->amount();
    // What memory ran out for was not settled.
    balance.used += replica->work.tally.in();
    balance.dropped += replica->work.tally.dropped();
    const detail::EdgeWriters& out = replica->work.outputs.for_calls();
    balance.made[0] += made(out.main);
    for (std::size_t n = 0; n < out.named.size(); ++n) balance.made[n + 1] += made(out.named[n]);
    for (std::size_t e = 0; e < balance.unsent.size(); ++e) balance.unsent[e] += replica->work.outputs.unsent(e);
  }
  for (std::size_t e = 0; e < balance.unsent.size(); ++e) balance.unsent[e] += window_ ? window_->unsent(e) : Amount();
}

// A share is looked at when all has come: what it is before depends on what came first.
bool Gate::has_too_many_rejects(bool closes) const noexcept {
  const StageTotals& totals = meter_.totals();
  const auto counted = [this](Amount amount) { return static_cast<double>(rows(amount, item_type())); };
  const double rejected = totals.named_out.empty() ? 0 : counted(totals.named_out.back());
  const MaxErrors& most = *stage_.max_errors;
  if (most.items && rejected > static_cast<double>(*most.items)) return true;
  return closes && most.percent && 100 * rejected > *most.percent * counted(totals.in);
}

bool Gate::ends_with_too_many_rejects() const {
  if (!stage_.max_errors) return false;
  const std::lock_guard lock(lock_);
  return has_too_many_rejects(true);
}

bool Gate::divides(const ReplicaWork& work) const noexcept {
  if (!may_share() || !work.in_hand.any()) return false;
  return work.in_hand.left() > 1 || (stage_.factory.one_by_one() && work.in_hand.front().size() > 1);
}

Work Gate::work_for(const ReplicaWork& work) const noexcept {
  if (work.finishing) return {index_, work.index};
  const std::size_t batches = is_source() ? work.last_sealed : std::max<std::size_t>(work.in_hand.left(), 1);
  return {index_, work.index, static_cast<double>(batches) * cost_.get()};
}

}  // namespace weir::runtime
