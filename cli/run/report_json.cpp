#include "run/report_json.hpp"

#include <chrono>
#include <cstdint>

#include "format/json.hpp"
#include "run/run_figures.hpp"
#include "views/plan_json.hpp"

namespace weir::cli {
namespace {

constexpr int kReportVersion = 1;

// By name.
Json outputs_json(const std::vector<OutputReport>& outputs, std::uint64_t OutputReport::*count) {
  Json json = Json::object();
  for (const OutputReport& output : outputs) json[output.name] = output.*count;
  return json;
}

Json stage_json(const StageReport& stage, const RunReport& report) {
  const auto share = [&](auto time) { return share_of_replicas(time, stage, report); };
  return {{"name", stage.name},
          {"kind", stage.kind},
          {"replicas", stage.replicas},
          {"items_in", stage.items_in},
          {"items_out", stage.items_out},
          {"rows_in", stage.rows_in},
          {"rows_out", stage.rows_out},
          {"named_outputs", outputs_json(stage.named_outputs, &OutputReport::items)},
          {"named_output_rows", outputs_json(stage.named_outputs, &OutputReport::rows)},
          {"batches_in", stage.batches_in},
          {"batches_out", stage.batches_out},
          {"busy_seconds", json_seconds(stage.busy)},
          {"busy_share", share(stage.busy)},
          {"waiting_input_seconds", json_seconds(stage.waiting_input)},
          {"waiting_input_share", share(stage.waiting_input)},
          {"waiting_room_seconds", json_seconds(stage.waiting_room)},
          {"waiting_room_share", share(stage.waiting_room)},
          {"waiting_outside_seconds", json_seconds(stage.waiting_outside)},
          {"waiting_outside_share", share(stage.waiting_outside)},
          {"peak_queue", stage.peak_queue},
          {"peak_promised", stage.peak_promised},
          {"queue_depth", stage.queue_depth},
          {"output_closed", stage.output_closed},
          {"had_enough", stage.had_enough},
          {"items_dropped", stage.items_dropped},
          {"items_rejected", stage.items_rejected},
          {"items_skipped", stage.items_skipped},
          {"items_left", stage.items_left},
          {"items_unsent", stage.items_unsent},
          {"rows_dropped", stage.rows_dropped},
          {"rows_rejected", stage.rows_rejected},
          {"rows_skipped", stage.rows_skipped},
          {"rows_left", stage.rows_left},
          {"rows_unsent", stage.rows_unsent},
          {"counters", Json(stage.counters)},
          {"missing", stage.missing}};
}

Json edge_json(const EdgeReport& edge) {
  return {{"from", edge.from},
          {"to", edge.to},
          {"items_put", edge.items_put},
          {"items_taken", edge.items_taken},
          {"items_left", edge.items_left},
          {"rows_put", edge.rows_put},
          {"rows_taken", edge.rows_taken},
          {"rows_left", edge.rows_left},
          {"peak_bytes", or_null(edge.peak_bytes)}};
}

Json sums_json(const BalanceSums& balance) {
  return {{"read", balance.read},       {"written", balance.written}, {"rejected", balance.rejected},
          {"skipped", balance.skipped}, {"dropped", balance.dropped}, {"left", balance.left}};
}

Json balance_json(const Balance& balance) {
  Json json = sums_json(balance);
  json["rows"] = sums_json(balance.rows);
  json["wrong"] = balance.wrong.empty() ? Json(nullptr) : Json(balance.wrong);
  return json;
}

Json error_json(const RunOutcome& outcome) {
  if (outcome.error.empty()) return nullptr;
  return {{"message", outcome.error},
          {"stage", or_null(outcome.stage)},
          {"replica", or_null(outcome.replica)},
          {"busy_stages", outcome.busy_stages}};
}

}  // namespace

std::string report_json(const RunOutcome& outcome, const Plan& plan) {
  const RunReport& report = outcome.report;
  const StageReport* busiest = busiest_stage(report);
  Json json{{"version", kReportVersion},
            {"pipeline", plan.name},
            {"outcome", to_string(outcome.ending)},
            {"exit_code", outcome.exit_code()},
            {"error", error_json(outcome)},
            {"finished", report.finished},
            {"cut_short", report.cut_short},
            {"workers", plan.workers},
            {"wall_seconds", json_seconds(report.wall)},
            {"items", report.items},
            {"items_per_second", per_second(report.items, report)},
            {"source_items", source_items(report)},
            {"source_items_per_second", per_second(source_items(report), report)},
            {"counts_rows", report.counts_rows},
            {"rows", report.rows},
            {"rows_per_second", per_second(report.rows, report)},
            {"source_rows", source_rows(report)},
            {"source_rows_per_second", per_second(source_rows(report), report)},
            {"cpu_seconds", json_seconds(report.cpu)},
            {"cpu_share", cpu_share(report)},
            {"peak_memory_bytes", report.peak_memory},
            {"overhead_seconds", json_seconds(report.overhead)},
            {"overhead_share", overhead_share(report)},
            {"progress", or_null(report.progress)},
            {"peak_batches", report.peak_batches},
            {"peak_queued_bytes", or_null(report.peak_queued_bytes)},
            {"bound", bound_json(plan)},
            {"busiest_stage", busiest == nullptr ? Json(nullptr) : Json(busiest->name)},
            {"balance", balance_json(report.balance)},
            {"stages", Json::array()},
            {"edges", Json::array()}};
  for (const StageReport& stage : report.stages) json["stages"].push_back(stage_json(stage, report));
  for (const EdgeReport& edge : report.edges) json["edges"].push_back(edge_json(edge));
  return json_text(json);
}

}  // namespace weir::cli
