#include "runtime/ordered_window.hpp"

#include <algorithm>

#include "runtime/replica.hpp"

namespace weir::runtime {

OrderedWindow::OrderedWindow(std::span<Edge* const> edges, std::span<const Nanoseconds> waits, BatchPool& pool) : deadlines_(waits) {
  for (const Edge* edge : edges) tail_.push_back(pool.make(edge->item_type, edge->room));
}

Replica* OrderedWindow::take_head() noexcept {
  const auto it = std::find_if(waiting_.begin(), waiting_.end(), [this](const Replica* replica) { return is_head(replica->ticket); });
  if (it == waiting_.end()) return nullptr;
  Replica* replica = *it;
  waiting_.erase(it);
  return replica;
}

void OrderedWindow::enter(ReplicaOutputs& head) noexcept {
  head.become_head(tail_);
  head.deadlines.take_over(deadlines_);
}

void OrderedWindow::leave(ReplicaOutputs& head) noexcept {
  head.leave_head(tail_);
  deadlines_.take_over(head.deadlines);
  ++head_;
}

std::size_t OrderedWindow::live_batches() const noexcept {
  return static_cast<std::size_t>(std::count_if(tail_.begin(), tail_.end(), [](const Batch* batch) { return batch->size() > 0; }));
}

}  // namespace weir::runtime
