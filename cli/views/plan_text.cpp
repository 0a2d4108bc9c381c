#include "views/plan_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include <weir/param_value.hpp>

#include "format/quantity.hpp"
#include "format/text_table.hpp"
#include "views/kind_names.hpp"
#include "views/left_out.hpp"

namespace weir::cli {
namespace {

std::string type_text(const ItemType* type) {
  return type == nullptr ? "-" : type->name;
}

std::string batch_size_text(const PlannedEdge& edge) {
  return edge.auto_batch_size ? "auto" : fmt::format("{}", edge.batch_size);
}

std::string stages_text(const Plan& plan) {
  using enum TextTable::Align;
  TextTable table({{"stage", left},
                   {"role", left},
                   {"kind", left},
                   {"takes", left},
                   {"gives", left},
                   {"replicas", right},
                   {"batch_size", right},
                   {"queue_depth", right},
                   {"batch_wait", right},
                   {"ordered", left}});
  for (const PlannedStage& stage : plan.stages) {
    const PlannedEdge* edge = stage.in_edges.empty() ? nullptr : &plan.edges[stage.in_edges.front()];
    table.add({stage.name, role_name(stage.role), stage.kind, type_text(stage.in), type_text(stage.out), fmt::format("{}", stage.replicas),
               edge == nullptr ? "-" : batch_size_text(*edge), edge == nullptr ? "-" : fmt::format("{}", edge->queue_depth),
               stage.batch_wait ? format_value(*stage.batch_wait) : "", stage.ordered ? "yes" : ""});
  }
  return table.render();
}

std::string edges_text(const Plan& plan) {
  std::string text = "edges\n";
  for (const PlannedEdge& edge : plan.edges) {
    text += fmt::format("  {} -> {}: at most {} {} a batch, {} {} waiting{}\n", plan.stages[edge.from].output_label(edge.output),
                        plan.stages[edge.to].name, edge.batch_size, edge.batch_size == 1 ? "item" : "items", edge.queue_depth,
                        edge.queue_depth == 1 ? "batch" : "batches", edge.memory ? ", with " + format_bytes(*edge.memory) : "");
  }
  return text;
}

// Those of the stages that make rows.
std::string columns_text(const Plan& plan) {
  std::string text;
  for (const PlannedStage& stage : plan.stages) {
    if (stage.columns) text += fmt::format("  {}: {}\n", stage.name, to_string(*stage.columns));
  }
  return text.empty() ? text : "columns\n" + text + '\n';
}

// A stage at whose first error the run fails has no line.
std::string errors_text(const PlannedStage& stage, const Plan& plan) {
  if (!stage.survives_errors()) return "";
  const std::size_t output = stage.rejected_output().value();
  std::string text = fmt::format("  {}: ", stage.name);
  if (stage.retries > 0)
    text += fmt::format("{} more {}, {} apart, then ", stage.retries, stage.retries == 1 ? "try" : "tries", format_value(stage.backoff));
  if (stage.stops_on_reject) return text + "the run fails\n";
  text += plan.is_read(stage, output) ? "to " + stage.output_label(output) : std::string("counted and dropped");
  return text + (stage.max_errors ? fmt::format(", at most {}\n", stage.max_errors->text()) : "\n");
}

std::string errors_text(const Plan& plan) {
  std::string text;
  for (const PlannedStage& stage : plan.stages) text += errors_text(stage, plan);
  return text.empty() ? text : "items that a stage cannot use\n" + text + '\n';
}

std::string bound_text(const Plan& plan) {
  const Bound bound = plan.bound();
  std::string text = fmt::format("{} batches, {} items", bound.batches, bound.items);
  if (bound.bytes) text += fmt::format(", {}", format_bytes(*bound.bytes));
  text += " at one time";
  if (bound.large_items > 0)
    text += fmt::format(", and {} times what an item has beyond {}", bound.large_items, format_bytes(bound.item_bytes));
  if (bound.bytes) return text + '\n';
  const PlannedEdge& edge = plan.edges[bound.unknown.front()];
  const PlannedStage& from = plan.stages[edge.from];
  return text + fmt::format("; in bytes it is not known: a {} of '{}' may have any size{}\n", from.output_type(edge.output).name,
                            from.output_label(edge.output),
                            from.output_type(edge.output).footprint == Footprint::unknown ? "" : ", unless 'memory' sets a limit");
}

// What stages hold beside their items, where their kinds say so.
std::string held_text(const Plan& plan) {
  std::vector<std::string> limited;
  std::vector<std::string> unlimited;
  for (const PlannedStage& stage : plan.stages) {
    if (stage.factory.memory().replica == StageMemory::kNoLimit) unlimited.push_back(stage.name);
    const std::size_t bytes = stage.held_bytes();
    if (bytes > 0) limited.push_back(fmt::format("{} {}", stage.name, format_bytes(bytes)));
  }
  std::vector<std::string> parts;
  if (!limited.empty()) parts.push_back(fmt::format("at most, beside that: {}", fmt::join(limited, ", ")));
  if (!unlimited.empty()) parts.push_back(fmt::format("as much as the input makes it: {}", fmt::join(unlimited, ", ")));
  return parts.empty() ? "" : fmt::format("held     {}\n", fmt::join(parts, "; "));
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string text = fmt::format("pipeline {}\n\n{}\n{}\n{}", plan.name, stages_text(plan), edges_text(plan),
                                 columns_text(plan) + errors_text(plan) + left_out_text(plan));
  text += "bound    " + bound_text(plan) + held_text(plan);
  if (plan.memory) text += fmt::format("memory   {} in all queues\n", format_bytes(*plan.memory));
  text += fmt::format("workers  {}\n", plan.workers);
  text += fmt::format("timeout  {}\n", plan.timeout ? format_value(*plan.timeout) : "none");
  return text;
}

}  // namespace weir::cli
