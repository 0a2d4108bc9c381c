#include "results.hpp"

#include <algorithm>

namespace weir::bench {

double Series::median() const {
  std::vector<double> values = figures;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double Series::spread() const {
  std::vector<double> values = figures;
  std::sort(values.begin(), values.end());
  const std::size_t quarter = values.size() / 4;
  return (values[values.size() - 1 - quarter] - values[quarter]) / median();
}

void Results::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.error_occurred) complete_ = false;
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const Label label = Label::from(run.run_name.function_name);
    add(label, run.real_accumulated_time / static_cast<double>(run.iterations) / label.what.parts);
    const auto peak = run.counters.find(kPeakMemory);
    if (peak == run.counters.end()) continue;
    const auto goal = run.counters.find(kPeakMemoryGoal);
    const auto limit = goal == run.counters.end() ? std::nullopt : std::optional<double>(goal->second.value);
    add({{label.what.name + ", memory", "process", 1, limit}, label.contender, std::nullopt, Unit::bytes}, peak->second.value);
  }
}

void Results::add(const Label& label, double figure) {
  const auto same_case = [&](const Comparison& comparison) {
    return comparison.what.name == label.what.name && comparison.what.part == label.what.part;
  };
  auto comparison = std::find_if(comparisons_.begin(), comparisons_.end(), same_case);
  if (comparison == comparisons_.end()) comparison = comparisons_.insert(comparison, {label.what, label.unit, {}});
  const auto same_contender = [&](const Series& series) { return series.contender == label.contender; };
  auto series = std::find_if(comparison->series.begin(), comparison->series.end(), same_contender);
  if (series == comparison->series.end()) series = comparison->series.insert(series, {label.contender, label.goal, {}});
  series->figures.push_back(figure);
}

}  // namespace weir::bench
