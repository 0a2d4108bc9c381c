// A gate whose stage has had enough, or whose readers have.

#include <algorithm>
#include <mutex>
#include <utility>

#include "runtime/gate.hpp"

namespace weir::runtime {

bool Gate::have_enough() {
  const std::lock_guard lock(lock_);
  mark_enough();
  return !std::exchange(enough_is_known_, true);
}

bool Gate::is_there_for(const Edge& edge) const noexcept {
  const auto is_for_rejects = [rejects = detail::output_of_rejects(stage_.named_outputs)](const Edge* out) {
    return out->output == rejects;
  };
  return !is_for_rejects(&edge) || std::all_of(out_edges().begin(), out_edges().end(), is_for_rejects);
}

void Gate::refuse(Edge& edge, const Batch& batch) noexcept {
  edge.queue.refuse(batch.amount());
  meter_.refuse(batch.amount());
}

std::vector<Batch*> Gate::take_put_back() {
  const std::lock_guard lock(lock_);
  std::vector<Batch*> batches = inputs_.take_back();
  for (const Batch* batch : batches) meter_.drop(batch->amount());
  return batches;
}

void Gate::take_queued(Edge& edge, std::vector<Batch*>& batches) {
  const std::lock_guard lock(lock_);
  batches.reserve(edge.queue.size());
  while (edge.queue.size() > 0) {
    batches.push_back(edge.queue.pop());
    meter_.drop(batches.back()->amount());
  }
}

bool Gate::lose_reader(const Edge& edge) {
  const std::lock_guard lock(lock_);
  if (stage_.role == Role::sink || !is_there_for(edge) || --readers_ > 0) return false;
  if (is_source() || stage_.role == Role::expander) end_waits();
  unread_.store(true, std::memory_order_relaxed);
  return true;
}

}  // namespace weir::runtime
