#include "runtime/deadlines.hpp"

#include <algorithm>
#include <utility>

namespace weir::runtime {

void Deadlines::open(std::size_t edge, SteadyTime time) noexcept {
  if (batches_[edge].since == kNever) reopen(edge, time);
}

void Deadlines::expire_all() noexcept {
  for (Waiting& batch : batches_) batch.due = true;
}

SteadyTime Deadlines::expire(SteadyTime time) noexcept {
  SteadyTime next = kNever;
  for (std::size_t e = 0; e < batches_.size(); ++e) {
    Waiting& batch = batches_[e];
    const SteadyTime end = later(batch.since, waits_[e]);
    batch.due = batch.due || end <= time;
    if (!batch.due) next = std::min(next, end);
  }
  return next;
}

bool Deadlines::any_due() const noexcept {
  return std::any_of(batches_.begin(), batches_.end(), [](const Waiting& batch) { return batch.due; });
}

void Deadlines::take_over(Deadlines& other) noexcept {
  for (std::size_t e = 0; e < batches_.size(); ++e) {
    const Waiting before = std::exchange(other.batches_[e], {});
    batches_[e] = {std::min(batches_[e].since, before.since), batches_[e].due || before.due};
  }
}

}  // namespace weir::runtime
