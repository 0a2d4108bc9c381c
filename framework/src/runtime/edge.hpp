#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <weir/plan.hpp>

namespace weir::runtime {

using detail::Batch;

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

/// "A feeds B": a ring of `depth` batches and as many credits. Has one producing stage and one consuming stage; each half is guarded by the
/// gate of the stage on that side.
class Edge {
 public:
  Edge(const PlannedEdge& planned, const ItemType& type, std::int64_t wait)
      : from(planned.from),
        to(planned.to),
        batch_size(planned.batch_size),
        depth(planned.queue_depth),
        batch_wait(wait),
        item_type(&type),
        credits(planned.queue_depth),
        ring_(planned.queue_depth) {}

  const std::size_t from;
  const std::size_t to;
  const std::size_t batch_size;
  const std::size_t depth;
  const std::int64_t batch_wait;  // nanoseconds; 0: none
  const ItemType* const item_type;

  // --- under the producer's gate -------------------------------------------------------------------------------------------------------
  std::size_t credits;        // free ones
  std::vector<Batch*> empty;  // emptied batches that came back with credits; may be fewer than the credits

  // --- under the consumer's gate -------------------------------------------------------------------------------------------------------
  bool closed = false;
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
