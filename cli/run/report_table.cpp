#include "run/report_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

#include "format/quantity.hpp"
#include "format/text_table.hpp"
#include "run/balance_text.hpp"
#include "run/run_figures.hpp"

namespace weir::cli {
namespace {

constexpr auto kLeft = TextTable::Align::left;
constexpr auto kRight = TextTable::Align::right;
const char* const kNone = "-";

// A working replica reserves room for its output. Where producers waited for room in a queue that was never full, all of it was promised.
std::string peak_text(const StageReport& stage, const PlannedStage& planned, const RunReport& report, const Plan& plan) {
  constexpr double kNoticed = 0.01;
  const bool waited = std::any_of(planned.in_edges.begin(), planned.in_edges.end(), [&](std::size_t edge) {
    const StageReport& producer = report.stages[plan.edges[edge].from];
    return share_of_replicas(producer.waiting_room, producer, report) >= kNoticed;
  });
  const bool promised = waited && stage.peak_queue < stage.queue_depth && stage.peak_promised >= stage.queue_depth;
  return fmt::format("{} of {}{}", stage.peak_queue, stage.queue_depth, promised ? ", rest promised" : "");
}

std::vector<std::string> stage_row(const StageReport& stage, const PlannedStage& planned, const RunReport& report, const Plan& plan) {
  const auto percent = [&](auto time) { return format_percent(share_of_replicas(time, stage, report)); };
  std::vector<std::string> row{stage.name, fmt::format("{}", stage.replicas)};
  const bool source = planned.role == Role::source;
  const bool sink = planned.role == Role::sink;
  row.push_back(source ? kNone : format_count(stage.items_in));
  row.push_back(sink ? kNone : format_count(stage.items_out));
  // Without any text the table has no such columns.
  row.push_back(!report.counts_rows ? "" : source ? kNone : format_count(stage.rows_in));
  row.push_back(!report.counts_rows ? "" : sink ? kNone : format_count(stage.rows_out));
  row.push_back(format_count(source ? stage.batches_out : stage.batches_in));
  row.push_back(percent(stage.busy));
  row.push_back(source ? kNone : percent(stage.waiting_input));
  row.push_back(sink ? kNone : percent(stage.waiting_room));
  row.push_back(planned.factory.waits() ? percent(stage.waiting_outside) : "");
  row.push_back(source ? kNone : peak_text(stage, planned, report, plan));
  return row;
}

std::string stage_rows(const RunReport& report, const Plan& plan) {
  TextTable table({{"stage", kLeft},
                   {"replicas", kRight},
                   {"items in", kRight},
                   {"items out", kRight},
                   {"rows in", kRight},
                   {"rows out", kRight},
                   {"batches", kRight},
                   {"busy", kRight},
                   {"waits for input", kRight},
                   {"waits for room", kRight},
                   {"waits outside", kRight},
                   {"peak queue", kRight}});
  for (std::size_t i = 0; i < report.stages.size(); ++i) table.add(stage_row(report.stages[i], plan.stages[i], report, plan));
  return table.render();
}

std::string busiest_text(const RunReport& report) {
  const StageReport* stage = busiest_stage(report);
  if (stage == nullptr) return kNone;
  return fmt::format("{}, busy {} of the time in {} {}", stage->name, format_percent(share_of_replicas(stage->busy, *stage, report)),
                     stage->replicas, stage->replicas == 1 ? "replica" : "replicas");
}

// `one`: "item" or "row".
std::string count_text(std::uint64_t count, const char* one) {
  return fmt::format("{} {}{}", format_count(count), one, count == 1 ? "" : "s");
}

std::string rates_text(std::uint64_t made, std::uint64_t used, const char* one, const RunReport& report) {
  return fmt::format("{} from the sources ({}), {} into the sinks ({})", format_rate(per_second(made, report)), count_text(made, one),
                     format_rate(per_second(used, report)), count_text(used, one));
}

// Busy time is not always work: a stage that reads a pipe spends the wait inside its call.
std::string busy_remark(const RunReport& report) {
  if (!is_busy_waiting(report)) return "";
  return fmt::format("\nbusy is {} in all, but the process used {} of CPU: stages wait inside their calls, or the machine is loaded\n",
                     format_duration(busy_time(report)), format_duration(report.cpu));
}

std::string totals(const RunReport& report) {
  TextTable table({{"", kLeft}, {"", kLeft}});
  table.add({"wall time", format_duration(report.wall)});
  table.add({"items/s", rates_text(source_items(report), report.items, "item", report)});
  if (report.counts_rows) table.add({"rows/s", rates_text(source_rows(report), report.rows, "row", report)});
  table.add({"CPU", fmt::format("{} of {} {} ({})", format_percent(cpu_share(report)), report.workers,
                                report.workers == 1 ? "worker" : "workers", format_duration(report.cpu))});
  table.add({"peak memory", format_bytes(report.peak_memory) +
                                (report.peak_queued_bytes ? fmt::format(", {} in queues", format_bytes(*report.peak_queued_bytes)) : "")});
  table.add({"overhead", fmt::format("{} of worker time ({})", format_percent(overhead_share(report)), format_duration(report.overhead))});
  table.add({"busiest stage", busiest_text(report)});
  if (const std::string text = balance_text(report); !text.empty()) table.add({"balance", text});
  return table.render() + busy_remark(report);
}

// A counter's name tells whether it is a time, a size or a plain count.
std::string counter_text(std::string_view name, std::uint64_t total) {
  constexpr std::string_view kTime = "_ns", kSize = "_bytes";
  constexpr std::uint64_t kLongestTime = std::numeric_limits<std::chrono::nanoseconds::rep>::max();
  if (name.ends_with(kTime) && name.size() > kTime.size() && total <= kLongestTime) {
    const auto time = std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(total));
    return fmt::format("{} {}", format_duration(time), name.substr(0, name.size() - kTime.size()));
  }
  if (name.ends_with(kSize) && name.size() > kSize.size())
    return fmt::format("{} {}", format_bytes(total), name.substr(0, name.size() - kSize.size()));
  return fmt::format("{} {}", format_exact(total), name);
}

std::string output_text(const OutputReport& output) {
  const std::string items = count_text(output.items, "item");
  return output.rows == output.items ? items : fmt::format("{} of {}", items, count_text(output.rows, "row"));
}

std::string counted(const RunReport& report) {
  std::string text;
  for (const StageReport& stage : report.stages) {
    for (const OutputReport& output : stage.named_outputs) {
      if (output.items != 0) text += fmt::format("{}.{}: {}\n", stage.name, output.name, output_text(output));
    }
    for (const auto& [name, total] : stage.counters) {
      if (total != 0) text += fmt::format("{}: {}\n", stage.name, counter_text(name, total));
    }
  }
  return text.empty() ? text : '\n' + text;
}

}  // namespace

std::string report_table(const RunReport& report, const Plan& plan) {
  return stage_rows(report, plan) + totals(report) + counted(report);
}

}  // namespace weir::cli
