#include "run/run_figures.hpp"

#include <algorithm>

namespace weir::cli {
namespace {

using Seconds = std::chrono::duration<double>;

double share(std::chrono::nanoseconds part, std::chrono::nanoseconds wall, std::size_t times) {
  const double whole = Seconds(wall).count() * static_cast<double>(times);
  return whole > 0 ? Seconds(part).count() / whole : 0;
}

// Of stages that no queue is before.
std::uint64_t from_sources(const RunReport& report, std::uint64_t StageReport::*count) {
  std::uint64_t sum = 0;
  for (const StageReport& stage : report.stages) {
    if (stage.queue_depth == 0) sum += stage.*count;
  }
  return sum;
}

}  // namespace

double per_second(std::uint64_t count, const RunReport& report) {
  const double seconds = Seconds(report.wall).count();
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

double share_of_replicas(std::chrono::nanoseconds time, const StageReport& stage, const RunReport& report) {
  return share(time, report.wall, stage.replicas);
}

double cpu_share(const RunReport& report) {
  return share(report.cpu, report.wall, report.workers);
}

double overhead_share(const RunReport& report) {
  return share(report.overhead, report.wall, report.workers);
}

std::uint64_t source_items(const RunReport& report) {
  return from_sources(report, &StageReport::items_out);
}

std::uint64_t source_rows(const RunReport& report) {
  return from_sources(report, &StageReport::rows_out);
}

std::chrono::nanoseconds busy_time(const RunReport& report) {
  std::chrono::nanoseconds busy{};
  for (const StageReport& stage : report.stages) busy += stage.busy;
  return busy;
}

bool is_busy_waiting(const RunReport& report) {
  constexpr double kFarAbove = 1.5;
  constexpr std::chrono::milliseconds kWorthATalk{100};  // less is only threads starting and ending
  const auto busy = busy_time(report);
  return busy - report.cpu >= kWorthATalk && Seconds(busy).count() > kFarAbove * Seconds(report.cpu).count();
}

const StageReport* busiest_stage(const RunReport& report) {
  const auto busy = [&](const StageReport& stage) { return share_of_replicas(stage.busy, stage, report); };
  const auto busiest =
      std::max_element(report.stages.begin(), report.stages.end(), [&](const auto& a, const auto& b) { return busy(a) < busy(b); });
  return busiest == report.stages.end() || busiest->busy.count() == 0 ? nullptr : &*busiest;
}

}  // namespace weir::cli
