#include "runtime/input_queues.hpp"

#include <algorithm>

namespace weir::runtime {

std::size_t InputQueues::size() const noexcept {
  std::size_t size = 0;
  for (const Edge* edge : edges_) size += edge->queue.size();
  return size;
}

bool InputQueues::ended() const noexcept {
  return std::all_of(edges_.begin(), edges_.end(), [](const Edge* edge) { return edge->queue.ended(); });
}

InputQueues::Taken InputQueues::take() noexcept {
  const auto after = [this](std::size_t edge) { return edge + 1 == edges_.size() ? 0 : edge + 1; };
  while (edges_[next_]->queue.size() == 0) next_ = after(next_);
  const std::size_t edge = next_;
  next_ = after(edge);
  return {edges_[edge]->queue.pop(), edge};
}

}  // namespace weir::runtime
