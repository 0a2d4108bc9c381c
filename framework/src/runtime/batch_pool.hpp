#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include <weir/detail/batch.hpp>
#include <weir/item.hpp>

namespace weir::runtime {

using detail::Batch;

/// What the batches of an edge are like: see `Batch::set_room`.
struct BatchRoom {
  std::size_t most = Batch::kAny;
  bool weighs = false;
};

/// Owns every batch of a run. Batches are made while the pipeline warms up; from then on they travel back to their producers with the
/// credits. Thread-safe.
class BatchPool {
 public:
  /// An empty one, with the room of the edge that it is for.
  Batch* make(const ItemType& type, const BatchRoom& room = {}) {
    auto batch = type.make_batch();
    batch->set_room(room.most, room.weighs);
    const std::lock_guard lock(mutex_);
    return batches_.emplace_back(std::move(batch)).get();
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;
};

}  // namespace weir::runtime
