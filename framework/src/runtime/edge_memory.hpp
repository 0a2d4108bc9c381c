#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include <weir/plan.hpp>

namespace weir::runtime {

class EdgeMemory;

/// The bytes that all queues of a run hold, and the limit of `memory` at the top of a file. Thread-safe.
class RunMemory {
 public:
  /// `limit`: bytes that all edges together may hold; the largest number where there is no such limit.
  explicit RunMemory(std::size_t limit) noexcept
      : limit_(static_cast<std::int64_t>(std::min(limit, static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max())))) {}

  /// Before the run. The edge outlives it.
  void add(EdgeMemory& edge) { edges_.push_back(&edge); }

  [[nodiscard]] bool has_room() const noexcept { return held_.load(std::memory_order_relaxed) < limit_; }
  /// Promises room for up to `count` batches of `bytes`, none when the limit has been reached, but for the `least` that pass in any case.
  /// Returns for how many.
  [[nodiscard]] std::size_t promise(std::size_t count, std::size_t least, std::size_t bytes) noexcept;
  /// What is held becomes more, or less.
  void hold(std::int64_t bytes) noexcept { held_.fetch_add(bytes, std::memory_order_relaxed); }

  void put(std::int64_t bytes) noexcept;
  void take(std::int64_t bytes) noexcept { queued_.fetch_sub(bytes, std::memory_order_relaxed); }
  /// The most bytes that were in queues at one time.
  [[nodiscard]] std::size_t peak() const noexcept { return static_cast<std::size_t>(peak_.load(std::memory_order_relaxed)); }

  /// An edge has had a much larger batch than before: sets what share of the limit each of them may use, by what it would hold if it were
  /// full of its largest batches. That is so that no edge takes it all; the limit itself is held by `promise`.
  void share_out() noexcept;

 private:
  const std::int64_t limit_;
  std::atomic<std::int64_t> held_{0};    // in queues, and promised to replicas
  std::atomic<std::int64_t> queued_{0};  // in queues
  std::atomic<std::int64_t> peak_{0};    // of these
  std::mutex mutex_;                     // of `share_out`
  std::vector<EdgeMemory*> edges_;
};

/// The bytes of one edge whose memory is limited: those of the batches in its queue, and those promised to the replicas that fill batches
/// for it. A promise comes with a credit. It is given while the edge holds less than it may; an edge that holds nothing always gets one, so
/// the argument of docs/design.md that a run goes on holds for bytes as it does for credits.
///
/// Promises are given and taken back under the producer's gate, which hands out again when bytes come home; so whoever waits for bytes is
/// woken, because an edge that refuses a promise holds something, and that comes home. `put` may be called by any thread.
class EdgeMemory {
 public:
  /// `batch_bytes`: with so many a batch is complete. `limit`: bytes that this edge may hold. `run` must outlive it.
  EdgeMemory(std::size_t batch_bytes, std::size_t limit, std::size_t depth, RunMemory& run) noexcept
      : batch_bytes_(batch_bytes), limit_(limit), depth_(depth), run_(run) {}
  /// Requires: the memory of the edge is limited.
  EdgeMemory(const PlannedEdge& edge, RunMemory& run) noexcept
      : EdgeMemory(*edge.batch_bytes, edge.memory.value_or(kAll), edge.queue_depth, run) {}

  [[nodiscard]] std::size_t batch_bytes() const noexcept { return batch_bytes_; }
  /// Whether a promise can be given now.
  [[nodiscard]] bool has_room() const noexcept { return held() <= 0 || (held() < most() && run_.has_room()); }
  /// Promises room for up to `count` batches, and for `least` whether there is room or not; returns for how many, and adds the bytes to
  /// `promised`.
  [[nodiscard]] std::size_t promise(std::size_t count, std::size_t least, std::size_t& promised) noexcept;
  /// Promises room, as far as there is some, for those of `batches` that `promised` does not cover. Returns for how many there is a promise
  /// then.
  [[nodiscard]] std::size_t top_up(std::size_t batches, std::size_t& promised) noexcept;
  /// What was promised and not used.
  void release(std::size_t& promised) noexcept;

  /// Before a batch goes into the queue; what it holds is taken from what was promised.
  void put(std::size_t bytes, std::size_t& promised) noexcept;
  /// A batch has left the queue, or was not wanted there.
  void take(std::size_t bytes) noexcept;

  /// Bytes in the queue, and promised.
  [[nodiscard]] std::int64_t held() const noexcept { return held_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t peak() const noexcept { return static_cast<std::size_t>(peak_.load(std::memory_order_relaxed)); }
  /// Bytes of its largest batch so far.
  [[nodiscard]] std::size_t largest() const noexcept { return largest_.load(std::memory_order_relaxed); }
  /// What it would hold if it were full.
  [[nodiscard]] std::size_t wanted() const noexcept { return depth_ * largest(); }
  void set_share(std::size_t bytes) noexcept { share_.store(bytes, std::memory_order_relaxed); }

 private:
  static constexpr auto kAll = static_cast<std::size_t>(-1);

  [[nodiscard]] std::int64_t most() const noexcept;
  [[nodiscard]] std::size_t expected() const noexcept;

  const std::size_t batch_bytes_;
  const std::size_t limit_;
  const std::size_t depth_;
  RunMemory& run_;
  std::atomic<std::int64_t> held_{0};
  std::atomic<std::int64_t> queued_{0};
  std::atomic<std::int64_t> peak_{0};
  std::atomic<std::size_t> largest_{0};    // bytes of a batch so far
  std::atomic<std::size_t> shared_by_{0};  // what that was when the run's limit was last shared out because of it
  std::atomic<std::size_t> share_{kAll};   // of the run's limit
};

}  // namespace weir::runtime
