#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <vector>

#include "suite.hpp"

namespace weir::bench {

/// Prints one table at the end: each case's time of weir, median and best, beside those of its rivals.
class ComparisonTable final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

  /// True when a benchmark was measured and none broke off.
  [[nodiscard]] bool complete() const noexcept { return complete_ && !rows_.empty(); }

 private:
  struct Row {
    Label label;
    std::vector<double> seconds;  // of a part, one a repetition
  };

  void print_legend() const;

  std::map<std::int64_t, Row> rows_;  // by the order in which the benchmarks were registered
  bool complete_ = true;
};

}  // namespace weir::bench
