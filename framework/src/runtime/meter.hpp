#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/replica.hpp"

namespace weir::runtime {

/// What a stage has done so far.
struct StageTotals {
  Amount in{};
  Amount out{};                         // to the main output
  std::span<const Amount> named_out{};  // to each of the others; the meter's own
  std::uint64_t batches_in = 0;
  std::uint64_t batches_out = 0;
  std::uint64_t batches_dropped = 0;  // that were in the queues when the stage had had enough, or in hand
  Amount dropped{};                   // in them, and in those that were not let in
  Nanoseconds busy{0};
  Nanoseconds waiting_input{0};
  Nanoseconds waiting_room{0};
  Nanoseconds waiting_outside{0};
  std::size_t peak_in_hand = 0;      // the most batches that one replica had in hand
  std::optional<double> progress{};  // of a source that knows, 0 to 1

  /// What was pushed to an output, by its number in `PlannedEdge::output`.
  [[nodiscard]] Amount made(std::size_t output) const noexcept { return output == 0 ? out : named_out[output - 1]; }
  /// To all of them.
  [[nodiscard]] Amount made() const noexcept { return std::accumulate(named_out.begin(), named_out.end(), out); }
};

/// How many replicas of a stage wait, and for what.
struct WaitingReplicas {
  std::size_t free = 0;     // for input or for room
  std::size_t held = 0;     // for room
  std::size_t outside = 0;  // for something outside
};

/// The accounts of a stage: what its replicas did, and for how long they waited for what. Under the stage's gate.
class Meter {
 public:
  /// `named`: how many outputs there are beside the main one. `counts_rows`: of what comes in, or of what is made.
  explicit Meter(StopwatchTime start, std::size_t named = 0, bool counts_rows = false)
      : named_out_(named), counts_rows_(counts_rows), accounted_(start) {
    totals_.named_out = named_out_;
  }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;
  ~Meter() = default;

  /// Until `time` these have waited, the free ones for input or for room as `free_wait_for_room` had it. A time before the last one adds
  /// nothing.
  void account(StopwatchTime time, const WaitingReplicas& waiting) noexcept {
    const Nanoseconds passed = time - accounted_;
    if (passed <= Nanoseconds(0)) return;
    accounted_ = time;
    (free_for_room_ ? totals_.waiting_room : totals_.waiting_input) += static_cast<std::int64_t>(waiting.free) * passed;
    totals_.waiting_room += static_cast<std::int64_t>(waiting.held) * passed;
    totals_.waiting_outside += static_cast<std::int64_t>(waiting.outside) * passed;
  }
  void free_wait_for_room(bool for_room) noexcept { free_for_room_ = for_room; }

  /// A batch came after the stage had had enough; it was not let in, or was in a queue.
  void refuse(Amount amount) noexcept { totals_.dropped += amount; }
  void drop(Amount amount) noexcept {
    ++totals_.batches_dropped;
    totals_.dropped += amount;
  }

  void note_in_hand(std::size_t batches) noexcept { totals_.peak_in_hand = std::max(totals_.peak_in_hand, batches); }

  /// Adds what a replica has done since it last settled. `out`: where it pushed; its counts begin anew. Returns how many items it pushed.
  std::uint64_t add(const Tally& tally, detail::EdgeWriters& out) noexcept {
    if (counts_rows_) add_rows(tally, out);
    const std::uint64_t items = out.items();
    totals_.out.items += std::exchange(out.main.items, 0);
    for (std::size_t n = 0; out.uses_named && n < named_out_.size(); ++n) named_out_[n].items += std::exchange(out.named[n].items, 0);
    totals_.busy += tally.busy;
    totals_.batches_in += tally.batches_in;
    totals_.in.items += tally.items_in;
    totals_.batches_out += tally.batches_out;
    totals_.batches_dropped += tally.batches_dropped;
    totals_.dropped.items += tally.items_dropped;
    if (tally.progress) totals_.progress = tally.progress;
    return items;
  }

  [[nodiscard]] const StageTotals& totals() const noexcept { return totals_; }

 private:
  void add_rows(const Tally& tally, detail::EdgeWriters& out) noexcept {
    totals_.in.rows += tally.rows_in;
    totals_.dropped.rows += tally.rows_dropped;
    totals_.out.rows += std::exchange(out.main.rows, 0);
    for (std::size_t n = 0; n < named_out_.size(); ++n) named_out_[n].rows += std::exchange(out.named[n].rows, 0);
  }

  StageTotals totals_;
  std::vector<Amount> named_out_;
  const bool counts_rows_;
  StopwatchTime accounted_;
  bool free_for_room_ = false;
};

}  // namespace weir::runtime
