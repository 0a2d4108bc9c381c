#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <vector>

#include <weir/detail/batch.hpp>

#include "runtime/batch_lists.hpp"
#include "runtime/batch_pool.hpp"

namespace weir::runtime {

/// The credits of one edge, and the emptied batches that came home with them: the producer's half of an edge. Under the producer's gate,
/// but for `fewest`.
class Credits {
 public:
  explicit Credits(std::size_t depth) : free_(depth), depth_(depth), fewest_(depth) {}

  /// Takes `count` credits, each with an empty batch, as `BatchPool::make` makes them. Requires: `count <= free()`.
  void take(std::size_t count, BatchPool& pool, const ItemType& type, std::vector<Batch*>& to, const BatchRoom& room = {}) {
    assert(count <= free_);
    const std::size_t at_hand = std::min(count, empty_.size());
    move_last(empty_, at_hand, to);
    free_ -= at_hand;
    for (; count > at_hand; --count) {
      to.push_back(pool.make(type, room));
      --free_;  // now that it has been taken: there may be no memory for a batch
    }
    if (free_ < fewest_.load(std::memory_order_relaxed)) fewest_.store(free_, std::memory_order_relaxed);
  }

  /// Credits come home, with the emptied batches that are at hand: at most one each, taken from the end of `empty`.
  void give_back(std::size_t count, std::vector<Batch*>& empty) {
    free_ += count;
    assert(free_ <= depth_);
    move_last(empty, std::min(count, empty.size()), empty_);
  }

  [[nodiscard]] std::size_t free() const noexcept { return free_; }
  /// The fewest that were free at any one time. From any thread.
  [[nodiscard]] std::size_t fewest() const noexcept { return fewest_.load(std::memory_order_relaxed); }

 private:
  std::size_t free_;
  [[maybe_unused]] const std::size_t depth_;  // for the assertions
  std::vector<Batch*> empty_;                 // may be fewer than the credits
  std::atomic<std::size_t> fewest_;
};

}  // namespace weir::runtime
