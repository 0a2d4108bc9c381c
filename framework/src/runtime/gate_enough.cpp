// A gate whose stage has had enough, or whose readers have.

#include <mutex>
#include <utility>

#include "runtime/gate.hpp"

namespace weir::runtime {

bool Gate::have_enough() {
  const std::lock_guard lock(lock_);
  mark_enough();
  return !std::exchange(enough_is_known_, true);
}

void Gate::refuse(Edge& edge, const Batch& batch) noexcept {
  edge.queue.refuse(batch.size());
  meter_.refuse(batch.size());
}

std::vector<Batch*> Gate::take_put_back() {
  const std::lock_guard lock(lock_);
  std::vector<Batch*> batches = inputs_.take_back();
  for (const Batch* batch : batches) meter_.drop(batch->size());
  return batches;
}

void Gate::take_queued(Edge& edge, std::vector<Batch*>& batches) {
  batches.reserve(edge.depth);
  const std::lock_guard lock(lock_);
  while (edge.queue.size() > 0) {
    batches.push_back(edge.queue.pop());
    meter_.drop(batches.back()->size());
  }
}

bool Gate::lose_reader() {
  const std::lock_guard lock(lock_);
  if (++lost_readers_ < out_edges().size() || stage_.role == Role::sink) return false;  // a sink is there for what it does
  if (is_source() || stage_.role == Role::expander) end_waits();
  return true;
}

}  // namespace weir::runtime
