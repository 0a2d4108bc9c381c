#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/replica.hpp"

namespace weir::runtime {

/// What a stage has done so far.
struct StageTotals {
  std::uint64_t items_in = 0;
  std::uint64_t items_out = 0;
  std::uint64_t batches_in = 0;
  std::uint64_t batches_out = 0;
  std::uint64_t batches_dropped = 0;  // that were in the queues when the stage had had enough, or in hand
  std::uint64_t items_dropped = 0;    // in them, and in those that were not let in
  Nanoseconds busy{0};
  Nanoseconds waiting_input{0};
  Nanoseconds waiting_room{0};
  std::size_t peak_in_hand = 0;      // the most batches that one replica had in hand
  std::optional<double> progress{};  // of a source that knows, 0 to 1
};

/// The accounts of a stage: what its replicas did, and for how long they waited for what. Under the stage's gate.
class Meter {
 public:
  explicit Meter(StopwatchTime start) noexcept : accounted_(start) {}

  /// Until `time`, `free` replicas have waited for input or for room, as `free_wait_for_room` had it, and `held` ones for room. A time
  /// before the last one adds nothing.
  void account(StopwatchTime time, std::size_t free, std::size_t held) noexcept {
    const Nanoseconds passed = time - accounted_;
    if (passed <= Nanoseconds(0)) return;
    accounted_ = time;
    (free_for_room_ ? totals_.waiting_room : totals_.waiting_input) += static_cast<std::int64_t>(free) * passed;
    totals_.waiting_room += static_cast<std::int64_t>(held) * passed;
  }
  void free_wait_for_room(bool for_room) noexcept { free_for_room_ = for_room; }

  /// A batch came after the stage had had enough; it was not let in, or was in a queue.
  void refuse(std::size_t items) noexcept { totals_.items_dropped += items; }
  void drop(std::size_t items) noexcept {
    ++totals_.batches_dropped;
    totals_.items_dropped += items;
  }

  void note_in_hand(std::size_t batches) noexcept { totals_.peak_in_hand = std::max(totals_.peak_in_hand, batches); }

  /// Adds what a replica has done since it last settled.
  void add(const Tally& tally, std::uint64_t items_out) noexcept {
    totals_.busy += tally.busy;
    totals_.batches_in += tally.batches_in;
    totals_.items_in += tally.items_in;
    totals_.items_out += items_out;
    totals_.batches_out += tally.batches_out;
    totals_.batches_dropped += tally.batches_dropped;
    totals_.items_dropped += tally.items_dropped;
    if (tally.progress) totals_.progress = tally.progress;
  }

  [[nodiscard]] const StageTotals& totals() const noexcept { return totals_; }

 private:
  StageTotals totals_;
  StopwatchTime accounted_;
  bool free_for_room_ = false;
};

}  // namespace weir::runtime
