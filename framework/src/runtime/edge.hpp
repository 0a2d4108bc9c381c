#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <weir/plan.hpp>

#include "runtime/item_cost.hpp"

namespace weir::runtime {

using detail::Batch;

/// What two threads write at the same time lies this far apart, in bytes, so that neither takes the memory from the other's cache.
inline constexpr std::size_t kCacheLine = 64;

/// Owns every batch of a run. Batches are made while the pipeline warms up and recycled from then on.
class BatchStore {
 public:
  Batch* make(const ItemType& type) {
    auto batch = type.make_batch();
    const std::lock_guard lock(mutex_);
    return batches_.emplace_back(std::move(batch)).get();
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;
};

/// What is known of the items on an edge while it runs, for `batch_size: auto`. Each member is written by one stage at an end of the edge,
/// under its own gate; the other end may see a value that is a little old. 0: not known.
struct Measured {
  alignas(kCacheLine) std::atomic<double> demand{0};  ///< by the consumer: nanoseconds an item costs the slowest stage from here on
  std::atomic<std::uint64_t> seen{0};                 ///< by the consumer: items that it has worked on
  alignas(kCacheLine) std::atomic<double> supply{0};  ///< by the producer: nanoseconds an item costs the slowest stage on its way here
  std::atomic<double> total{0};                       ///< by the producer: how many items there will be when all have come
};

/// "A feeds B": a ring of `depth` batches and as many credits. Has one producing stage and one consuming stage; each half is guarded by the
/// gate of the stage on that side.
class Edge {
 public:
  Edge(const PlannedEdge& planned, const Plan& plan)
      : from(planned.from),
        to(planned.to),
        batch_size(std::max<std::size_t>(planned.batch_size, 1)),
        auto_batch_size(planned.auto_batch_size),
        fewest_batches(4 * plan.workers),
        depth(planned.queue_depth),
        most_reserved(bulk_limit(planned.queue_depth, plan.stages[planned.from].replicas)),
        batch_wait(plan.stages[planned.to].batch_wait.value_or(std::chrono::nanoseconds(0)).count()),
        item_type(plan.stages[planned.from].out),
        credits(planned.queue_depth),
        fewest_credits(planned.queue_depth),
        ring_(planned.queue_depth) {}

  const std::size_t from;
  const std::size_t to;
  const std::size_t batch_size;  // the most, when it is auto
  const bool auto_batch_size;
  const std::size_t fewest_batches;  // that auto makes of all items, so that every worker has its share
  const std::size_t depth;
  const std::size_t most_reserved;  // credits for one call of a replica
  const std::int64_t batch_wait;    // nanoseconds; 0: none
  const ItemType* const item_type;

  // --- atomic
  Measured measured;

  /// Items a batch now, 1 to `batch_size`. `demand`: the largest of all the edges of this one's producer.
  [[nodiscard]] std::size_t limit(double demand) const noexcept {
    if (!auto_batch_size) return batch_size;
    const double slowest = std::max(demand, measured.supply.load(std::memory_order_relaxed));
    const double total = measured.total.load(std::memory_order_relaxed);
    // No batch is larger than all that has been measured: one cheap item that comes first does not put 4096 dear ones into one call.
    auto items = static_cast<double>(measured.seen.load(std::memory_order_relaxed));
    if (slowest > 0) items = std::min(items, items_for(slowest));
    if (total > 0) items = std::min(items, total / static_cast<double>(fewest_batches));
    return std::clamp<std::size_t>(static_cast<std::size_t>(items), 1, batch_size);
  }

  // --- under the producer's gate -------------------------------------------------------------------------------------------------------
  alignas(kCacheLine) std::size_t credits;  // free ones
  std::vector<Batch*> empty;                // emptied batches that came back with credits; may be fewer than the credits
  std::atomic<std::size_t> fewest_credits;  // that were free at any one time; may be read from anywhere

  // --- under the consumer's gate -------------------------------------------------------------------------------------------------------
  alignas(kCacheLine) bool closed = false;
  std::size_t peak = 0;
  std::uint64_t pushed = 0;  // batches so far

  [[nodiscard]] std::size_t queued() const noexcept { return count_; }

  void push(Batch* batch) noexcept {
    assert(count_ < depth && batch->size() > 0 && batch->size() <= batch_size);
    std::size_t at = head_ + count_;
    if (at >= depth) at -= depth;
    ring_[at] = batch;
    ++pushed;
    if (++count_ > peak) peak = count_;
  }

  Batch* pop() noexcept {
    assert(count_ > 0);
    Batch* batch = ring_[head_];
    if (++head_ == depth) head_ = 0;
    --count_;
    return batch;
  }

 private:
  std::vector<Batch*> ring_;
  std::size_t head_ = 0;
  std::size_t count_ = 0;
};

}  // namespace weir::runtime
