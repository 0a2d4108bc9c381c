#pragma once

#include <benchmark/benchmark.h>

#include <optional>
#include <string>
#include <vector>

#include "suite.hpp"

namespace weir::bench {

/// The figures of one contender, one a round.
struct Series {
  std::string contender;
  std::optional<double> goal;  ///< for a rival: weir's median over the rival's
  std::vector<double> figures;

  [[nodiscard]] double median() const;
  /// The interquartile range as a share of the median: how much the machine was disturbed.
  [[nodiscard]] double spread() const;
};

/// What was measured of one case, or its peak memory.
struct Comparison {
  Case what;
  Unit unit = Unit::seconds;
  std::vector<Series> series;  ///< weir first

  [[nodiscard]] const Series& weir() const { return series.front(); }
  /// weir's median over that rival's: below 1, weir needs less.
  [[nodiscard]] double ratio(const Series& rival) const { return weir().median() / rival.median(); }
  /// False when weir's own figure or its ratio to a rival is above the goal for it.
  [[nodiscard]] bool meets_own_goal() const { return !what.goal || weir().median() <= *what.goal; }
  [[nodiscard]] bool meets_goal(const Series& rival) const { return !rival.goal || ratio(rival) <= *rival.goal; }
};

/// The counters in which a benchmark of processes reports the peak memory, in bytes, and the goal for it.
inline constexpr const char* kPeakMemory = "peak memory";
inline constexpr const char* kPeakMemoryGoal = "goal for peak memory";

/// Collects what Google Benchmark measures, round after round.
class Results final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override;

  /// In the order in which the cases were registered.
  [[nodiscard]] const std::vector<Comparison>& comparisons() const noexcept { return comparisons_; }
  /// True when a benchmark was measured and none was aborted.
  [[nodiscard]] bool complete() const noexcept { return complete_ && !comparisons_.empty(); }

 private:
  void add(const Label& label, double figure);

  std::vector<Comparison> comparisons_;
  bool complete_ = true;
};

}  // namespace weir::bench
