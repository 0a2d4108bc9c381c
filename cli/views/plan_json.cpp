#include "views/plan_json.hpp"

#include <chrono>
#include <optional>

#include "views/kind_names.hpp"
#include "views/left_out.hpp"

namespace weir::cli {
namespace {

Json seconds(const std::optional<std::chrono::nanoseconds>& time) {
  return time ? Json(json_seconds(*time)) : Json(nullptr);
}

Json type_name(const ItemType* type) {
  return type == nullptr ? Json(nullptr) : Json(type->name);
}

// By name.
Json outputs_json(const std::vector<NamedOutput>& outputs) {
  Json json = Json::object();
  for (const NamedOutput& output : outputs) json[output.name] = output.type->name;
  return json;
}

Json on_error_json(const PlannedStage& stage) {
  return {{"retry", stage.retries}, {"backoff_seconds", json_seconds(stage.backoff)}, {"then", stage.stops_on_reject ? "stop" : "skip"}};
}

// As in a file: a number of items, or a share.
Json max_errors_json(const std::optional<MaxErrors>& most) {
  if (!most) return nullptr;
  return most->items ? Json(*most->items) : Json(most->text());
}

Json columns_json(const std::optional<Columns>& columns) {
  if (!columns) return nullptr;
  Json json = Json::array();
  for (const Column& column : *columns) json.push_back({{"name", column.name}, {"type", to_string(column.type)}});
  return json;
}

Json stage_json(const PlannedStage& stage) {
  return {{"name", stage.name},
          {"kind", stage.kind},
          {"role", role_name(stage.role)},
          {"takes", type_name(stage.in)},
          {"gives", type_name(stage.out)},
          {"named_outputs", outputs_json(stage.named_outputs)},
          {"columns", columns_json(stage.columns)},
          {"replicas", stage.replicas},
          {"ordered", stage.ordered},
          {"on_error", on_error_json(stage)},
          {"max_errors", max_errors_json(stage.max_errors)},
          {"batch_wait_seconds", seconds(stage.batch_wait)}};
}

Json edge_json(const PlannedEdge& edge, const Plan& plan) {
  const PlannedStage& from = plan.stages[edge.from];
  return {{"from", from.name},
          {"output", edge.output == 0 ? Json(nullptr) : Json(from.named_outputs[edge.output - 1].name)},
          {"to", plan.stages[edge.to].name},
          {"batch_size", edge.batch_size},
          {"auto_batch_size", edge.auto_batch_size},
          {"queue_depth", edge.queue_depth},
          {"memory_bytes", or_null(edge.memory)},
          {"batch_bytes", or_null(edge.batch_bytes)}};
}

}  // namespace

Json bound_json(const Plan& plan) {
  const Bound bound = plan.bound();
  return {{"batches", bound.batches},         {"items", bound.items},    {"bytes", or_null(bound.bytes)}, {"item_bytes", bound.item_bytes},
          {"large_items", bound.large_items}, {"held_bytes", bound.held}};
}

Json plan_json(const Plan& plan) {
  Json json{{"pipeline", plan.name},
            {"workers", plan.workers},
            {"timeout_seconds", seconds(plan.timeout)},
            {"memory_bytes", or_null(plan.memory)},
            {"bound", bound_json(plan)},
            {"stages", Json::array()},
            {"edges", Json::array()},
            {"left_out", left_out_json(plan)}};
  for (const PlannedStage& stage : plan.stages) json["stages"].push_back(stage_json(stage));
  for (const PlannedEdge& edge : plan.edges) json["edges"].push_back(edge_json(edge, plan));
  return json;
}

Json errors_json(std::span<const Diagnostic> errors, std::span<const ConfigText> texts, const std::string& file) {
  Json json = Json::array();
  for (const Diagnostic& error : errors) {
    const Position at = error.position;
    const bool known = at.known() && at.text < texts.size();
    json.push_back({{"file", known ? texts[at.text].name : file},
                    {"line", known ? Json(at.line) : Json(nullptr)},
                    {"column", known ? Json(at.column) : Json(nullptr)},
                    {"stage", error.stage_name.empty() ? Json(nullptr) : Json(error.stage_name)},
                    {"key", error.key.empty() ? Json(nullptr) : Json(error.key)},
                    {"what", error.problem.what},
                    {"mend", error.problem.mend.empty() ? Json(nullptr) : Json(error.problem.mend)},
                    {"message", error.message()}});
  }
  return json;
}

}  // namespace weir::cli
