#include "comparison_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace weir::bench {

namespace {

Label label_of(const std::string& name) {
  std::vector<std::string> fields;
  std::size_t start = 0;
  for (std::size_t end = 0; end != std::string::npos; start = end + 1) {
    end = name.find(kLabelSeparator, start);
    fields.push_back(name.substr(start, end - start));
  }
  return {fields.at(0), fields.at(1), std::stod(fields.at(2)), fields.at(3)};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::string duration(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.3g} ns", seconds * 1e9);
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} s", seconds);
}

// How far the repetitions' middle half is apart, as a share of the median: how much the machine was disturbed.
double spread(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t quarter = values.size() / 4;
  return (values[values.size() - 1 - quarter] - values[quarter]) / median(values);
}

void print_load(const char* when) {
  double load = 0;
  if (::getloadavg(&load, 1) == 1) fmt::print("{} load average over the last minute: {:.1f}\n", when, load);
}

}  // namespace

bool ComparisonTable::ReportContext(const Context& context) {
  fmt::print("{} processors; ", context.cpu_info.num_cpus);
  print_load("at the start:");
  return true;
}

void ComparisonTable::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.error_occurred) complete_ = false;
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    Row& of = rows_.try_emplace(run.family_index, Row{label_of(run.run_name.function_name), {}}).first->second;
    of.seconds.push_back(run.real_accumulated_time / static_cast<double>(run.iterations) / of.label.parts);
  }
}

void ComparisonTable::Finalize() {
  constexpr const char* kLine = "{:<28} {:<8} {:<32} {:>8} {:>7} {:>8} {:>8} {:>7}\n";
  fmt::print("\n");
  fmt::print(fmt::runtime(kLine), "case", "per", "who", "median", "/ weir", "spread", "best", "/ weir");
  double weir = 0;
  double weir_best = 0;
  for (const auto& [index, row] : rows_) {
    const double time = median(row.seconds);
    const double best = *std::min_element(row.seconds.begin(), row.seconds.end());
    const bool is_weir = row.label.contender == "weir";
    if (is_weir) std::tie(weir, weir_best) = std::tie(time, best);
    const auto ratio = [&](double a, double b) { return is_weir || b == 0 ? std::string() : fmt::format("{:.2f}", a / b); };
    fmt::print(fmt::runtime(kLine), is_weir ? row.label.case_name : "", is_weir ? row.label.part : "", row.label.contender, duration(time),
               ratio(time, weir), fmt::format("{:.0f}%", 100 * spread(row.seconds)), duration(best), ratio(best, weir_best));
  }
  print_legend();
}

void ComparisonTable::print_legend() const {
  if (!rows_.empty()) {
    fmt::print(
        "\n{} repetitions of each line, all lines in random order. '/ weir': the time as a multiple of weir's, above 1 is slower than\n"
        "weir. Spread: how far the middle half of the repetitions lies apart, as a share of the median.\n",
        rows_.begin()->second.seconds.size());
  }
  print_load("At the end:");
}

}  // namespace weir::bench
