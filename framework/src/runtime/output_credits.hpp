#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "runtime/all_of_few.hpp"
#include "runtime/edge.hpp"
#include "runtime/replica_outputs.hpp"

namespace weir::runtime {

/// The credits of a stage's out-edges. Only their producer takes them, all that it needs at once or none, so there is nothing to roll back.
/// Under the stage's gate.
class OutputCredits {
 public:
  /// The pool must outlive it.
  OutputCredits(std::vector<Edge*> edges, BatchPool& pool);

  [[nodiscard]] std::span<Edge* const> edges() const noexcept { return edges_; }
  /// The `batch_wait` of each edge, and the shortest of them: `kForever` where there is none.
  [[nodiscard]] std::span<const Nanoseconds> waits() const noexcept { return waits_; }
  [[nodiscard]] Nanoseconds shortest_wait() const noexcept { return shortest_wait_; }

  /// At least one is free on every edge, and there is memory for its batch.
  [[nodiscard]] bool available() const noexcept {
    return all_of_few(edges_, [](const Edge* edge) { return edge->credits.free() > 0 && (!edge->memory || edge->memory->has_room()); });
  }
  /// On every edge as many as are free, up to `wanted` and, but for `all`, to what one call may hold.
  void reserve(ReplicaOutputs& outputs, std::size_t wanted, bool all = false);
  /// Only what the replica's surplus needs, beside what it has already. Returns false when nothing of it can be sent; it then holds neither
  /// a credit nor a promise that it did not hold before.
  bool reserve_for_surplus(ReplicaOutputs& outputs);
  /// Takes back what was reserved and not used.
  void release(ReplicaOutputs& outputs) {
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      detail::EdgeWriter& writer = outputs.writer(e);
      if (!writer.reserved.empty()) edges_[e]->credits.give_back(writer.reserved.size(), writer.reserved);
      if (edges_[e]->memory) edges_[e]->memory->release(writer.promised);
    }
  }

 private:
  void take(std::size_t edge, std::size_t wanted, detail::EdgeWriter& writer);
  void top_up(std::size_t edge, std::size_t batches, detail::EdgeWriter& writer);

  const std::vector<Edge*> edges_;
  std::vector<Nanoseconds> waits_;
  Nanoseconds shortest_wait_ = kForever;
  BatchPool& pool_;
};

}  // namespace weir::runtime
