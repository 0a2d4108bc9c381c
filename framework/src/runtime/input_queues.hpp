#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "runtime/all_of_few.hpp"
#include "runtime/edge.hpp"

namespace weir::runtime {

/// The queues of a stage's in-edges, from which batches are taken in turn. Under the stage's gate.
class InputQueues {
 public:
  explicit InputQueues(std::vector<Edge*> edges) : edges_(std::move(edges)) {
    for (const Edge* edge : edges_) {
      if (edge->memory) batch_bytes_ = std::max(batch_bytes_, edge->memory->batch_bytes());
    }
  }

  [[nodiscard]] std::span<Edge* const> edges() const noexcept { return edges_; }
  /// Batches in all of them, and those put back.
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t size = back_.size();
    for (const Edge* edge : edges_) size += edge->queue.size();
    return size;
  }
  /// Every producer has finished, and nothing is left.
  [[nodiscard]] bool ended() const noexcept {
    return back_.empty() && all_of_few(edges_, [](const Edge* edge) { return edge->queue.ended(); });
  }

  struct Taken {
    Batch* batch;
    std::size_t edge;       ///< index into `edges()`, or `kNoEdge` for one that was put back: its credit has gone home
    std::size_t bytes = 0;  ///< of it, where it weighs
  };
  static constexpr std::size_t kNoEdge = static_cast<std::size_t>(-1);
  /// The next batch: one that was put back, or one of the edge after that which the last came from, empty ones passed over. Requires:
  /// `size() > 0`.
  Taken take() noexcept {
    if (!back_.empty()) {
      Batch* batch = back_.back();
      back_.pop_back();
      return {batch, kNoEdge, bytes_of(*batch)};
    }
    while (edges_[next_]->queue.size() == 0) next_ = after(next_);
    const std::size_t edge = next_;
    next_ = after(edge);
    Batch* const batch = edges_[edge]->queue.pop();
    return {batch, edge, bytes_of(*batch)};
  }
  /// There is one queue, nothing was put back, and nothing weighs: batches can be taken straight from it.
  [[nodiscard]] bool is_plain() const noexcept { return edges_.size() == 1 && back_.empty() && batch_bytes_ == 0; }
  /// Where memory is limited: with so many bytes a batch is complete, the largest of the edges; otherwise 0.
  [[nodiscard]] std::size_t batch_bytes() const noexcept { return batch_bytes_; }

  /// As many batches may be put back as all replicas can have in hand.
  void reserve_back(std::size_t batches) {
    back_.reserve(batches);
    spare_.reserve(batches);
  }
  /// Emptied batches return with the credits of the next ones. A replica that used up batches put back by another has more of them than
  /// credits to return: what is too many it leaves here, and what is too few it takes, so that none is made anew. Requires: as `put_back`.
  void level(std::vector<Batch*>& emptied, std::size_t credits) {
    for (; emptied.size() > credits; emptied.pop_back()) spare_.push_back(emptied.back());
    for (; emptied.size() < credits && !spare_.empty(); spare_.pop_back()) emptied.push_back(spare_.back());
  }

  /// Adds empty batches for what comes in by any of the edges: those left here first.
  void add_empty(std::vector<Batch*>& to, std::size_t count, BatchPool& pool) {
    to.reserve(to.size() + count);
    for (; count > 0 && !spare_.empty(); --count, spare_.pop_back()) to.push_back(spare_.back());
    for (; count > 0; --count) to.push_back(pool.make(edges_.front()->item_type, edges_.front()->room));
  }

  /// Takes back what a replica has in hand and will not get to soon, the first one first. Their credits have gone home, so they are in none
  /// of the queues.
  void put_back(std::span<Batch* const> batches) { back_.insert(back_.end(), batches.rbegin(), batches.rend()); }
  /// In batches that were put back.
  [[nodiscard]] Amount amount_back() const noexcept {
    return std::accumulate(back_.begin(), back_.end(), Amount(), [](Amount sum, const Batch* batch) { return sum + batch->amount(); });
  }
  /// What was put back and is not wanted any more.
  [[nodiscard]] std::vector<Batch*> take_back() noexcept { return std::exchange(back_, {}); }

 private:
  static std::size_t bytes_of(const Batch& batch) noexcept { return batch.weighs() ? batch.bytes() : 0; }
  [[nodiscard]] std::size_t after(std::size_t edge) const noexcept { return edge + 1 == edges_.size() ? 0 : edge + 1; }

  const std::vector<Edge*> edges_;
  std::size_t batch_bytes_ = 0;
  std::size_t next_ = 0;
  std::vector<Batch*> back_;   // the last goes first
  std::vector<Batch*> spare_;  // emptied ones, for which no credits were at hand
};

}  // namespace weir::runtime
