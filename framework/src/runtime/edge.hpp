#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include <weir/plan.hpp>

#include "plan/bound.hpp"
#include "runtime/batch_pool.hpp"
#include "runtime/batch_queue.hpp"
#include "runtime/clock.hpp"
#include "runtime/credits.hpp"
#include "runtime/edge_memory.hpp"

namespace weir::runtime {

/// What two threads write at the same time lies this far apart, in bytes, so that neither takes the memory from the other's cache.
inline constexpr std::size_t kCacheLine = 64;

/// Rows of so many items of a type: any that is not a slice of a table counts as one.
[[nodiscard]] inline std::uint64_t rows(Amount amount, const ItemType& type) noexcept {
  return type.counts_rows ? amount.rows : amount.items;
}

/// What is known of the items on an edge while it runs, for `batch_size: auto`. Each member is written by one stage at an end of the edge,
/// under its own gate; the other end may see a value that is a little old.
struct Measured {
  static constexpr double kUnknown = std::numeric_limits<double>::infinity();  // of a total

  alignas(kCacheLine) std::atomic<double> demand{0};  ///< by the consumer: nanoseconds an item costs the slowest stage from here on
  std::atomic<std::uint64_t> seen{0};                 ///< by the consumer: items that it has worked on
  std::atomic<double> ahead{0};                       ///< by the consumer: nanoseconds a batch costs all stages from here on
  alignas(kCacheLine) std::atomic<double> supply{0};  ///< by the producer: nanoseconds an item costs the slowest stage on its way here
  std::atomic<double> total{kUnknown};                ///< by the producer: how many items there will be when all have come
};

/// What goes home to a producer: the credits of batches that were taken from a queue, and their bytes, where these are limited.
struct Home {
  std::size_t credits = 0;
  std::size_t bytes = 0;
};

/// "A feeds B": a queue of `depth` batches and as many credits. It has one producing stage and one consuming stage; each half is guarded by
/// the gate of the stage on that side.
struct Edge {  // NOLINT(clang-analyzer-optin.performance.Padding): its halves lie apart on purpose
  /// `run_memory` is not null where the edge's memory is limited, and outlives it.
  Edge(const PlannedEdge& planned, const Plan& plan, RunMemory* run_memory = nullptr)
      : from(planned.from),
        to(planned.to),
        output(planned.output),
        batch_size(std::max<std::size_t>(planned.batch_size, 1)),
        auto_batch_size(planned.auto_batch_size),
        fewest_batches(4 * plan.workers),
        depth(planned.queue_depth),
        most_reserved(bulk_limit(planned.queue_depth, plan.stages[planned.from].replicas)),
        most_reserved_by_one(bulk_limit(planned.queue_depth, 1)),
        batch_wait(plan.stages[planned.to].batch_wait.value_or(kForever)),
        item_type(plan.stages[planned.from].output_type(planned.output)),
        room{plan::most_capacity(planned, item_type), planned.batch_bytes && run_memory != nullptr},
        memory(room.weighs ? std::make_unique<EdgeMemory>(planned, *run_memory) : nullptr),
        credits(planned.queue_depth),
        queue(planned.queue_depth, item_type.counts_rows) {
    if (memory) run_memory->add(*memory);
  }

  const std::size_t from;
  const std::size_t to;
  const std::size_t output;      // of the stage that it leaves
  const std::size_t batch_size;  // the most, when it is auto
  const bool auto_batch_size;
  const std::size_t fewest_batches;  // that auto makes of all items, so that every worker has its share
  const std::size_t depth;
  const std::size_t most_reserved;         // credits for one call of a replica
  const std::size_t most_reserved_by_one;  // the same, of one that takes all there is
  const Nanoseconds batch_wait;
  const ItemType& item_type;
  const BatchRoom room;                      // of its batches
  const std::unique_ptr<EdgeMemory> memory;  // null: batches do not weigh

  Measured measured;
  alignas(kCacheLine) Credits credits;   // under the producer's gate
  alignas(kCacheLine) BatchQueue queue;  // under the consumer's gate
};

}  // namespace weir::runtime
