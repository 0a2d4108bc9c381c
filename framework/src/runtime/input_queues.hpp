#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/edge.hpp"

namespace weir::runtime {

/// The queues of a stage's in-edges, from which batches are taken in turn. Under the stage's gate.
class InputQueues {
 public:
  explicit InputQueues(std::vector<Edge*> edges) : edges_(std::move(edges)) {}

  [[nodiscard]] std::span<Edge* const> edges() const noexcept { return edges_; }
  /// Batches in all of them.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Every producer has finished, and nothing is left.
  [[nodiscard]] bool ended() const noexcept;

  struct Taken {
    Batch* batch;
    std::size_t edge;  ///< index into `edges()`
  };
  /// The next batch: of the edge after the one that the last came from, empty ones passed over. Requires: `size() > 0`.
  Taken take() noexcept;

 private:
  const std::vector<Edge*> edges_;
  std::size_t next_ = 0;
};

}  // namespace weir::runtime
