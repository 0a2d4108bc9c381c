#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "runtime/edge.hpp"

namespace weir::runtime {

/// The queues of a stage's in-edges, from which batches are taken in turn. Under the stage's gate.
class InputQueues {
 public:
  explicit InputQueues(std::vector<Edge*> edges) : edges_(std::move(edges)) {}

  [[nodiscard]] std::span<Edge* const> edges() const noexcept { return edges_; }
  /// Batches in all of them.
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t size = 0;
    for (const Edge* edge : edges_) size += edge->queue.size();
    return size;
  }
  /// Every producer has finished, and nothing is left.
  [[nodiscard]] bool ended() const noexcept {
    return std::all_of(edges_.begin(), edges_.end(), [](const Edge* edge) { return edge->queue.ended(); });
  }

  struct Taken {
    Batch* batch;
    std::size_t edge;  ///< index into `edges()`
  };
  /// The next batch: of the edge after the one that the last came from, empty ones passed over. Requires: `size() > 0`.
  Taken take() noexcept {
    while (edges_[next_]->queue.size() == 0) next_ = after(next_);
    const std::size_t edge = next_;
    next_ = after(edge);
    return {edges_[edge]->queue.pop(), edge};
  }

 private:
  [[nodiscard]] std::size_t after(std::size_t edge) const noexcept { return edge + 1 == edges_.size() ? 0 : edge + 1; }

  const std::vector<Edge*> edges_;
  std::size_t next_ = 0;
};

}  // namespace weir::runtime
