// What a gate counts, and what it says of its work by that.

#include <algorithm>
#include <utility>

#include "runtime/gate.hpp"

namespace weir::runtime {

void Gate::account(StopwatchTime time) noexcept {
  meter_.account(time, free_.size(), parked_.size() + (window_ ? window_->waiting() : 0));
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

// A share is looked at when all has come: what it is before depends on what came first.
bool Gate::has_too_many_rejects(bool closes) const noexcept {
  const StageTotals& totals = meter_.totals();
  const auto rejected = static_cast<double>(totals.named_out.empty() ? 0 : totals.named_out.back());
  const MaxErrors& most = *stage_.max_errors;
  if (most.items && rejected > static_cast<double>(*most.items)) return true;
  return closes && most.percent && 100 * rejected > *most.percent * static_cast<double>(totals.items_in);
}

Work Gate::work_for(const ReplicaWork& work) const noexcept {
  if (work.finishing) return {index_, work.index};
  const std::size_t batches = is_source() ? work.last_sealed : std::max<std::size_t>(work.in_hand.left(), 1);
  return {index_, work.index, static_cast<double>(batches) * cost_.get()};
}

}  // namespace weir::runtime
