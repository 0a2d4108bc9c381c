#include <fmt/format.h>

#include <weir/rows.hpp>

#include "plan/draft.hpp"

namespace weir::plan {
namespace {

// Rows as they are, or rejected.
bool has_rows(const ItemType* type) {
  return type != nullptr && type->counts_rows;
}

// Of what an input brings, where they are known.
std::optional<Columns> columns_of(const Draft& draft, const DraftInput& input) {
  if (!input.stage || draft.stages[*input.stage].kind == nullptr) return std::nullopt;
  const DraftStage& producer = draft.stages[*input.stage];
  return input.output == 0 ? producer.columns : producer.named_outputs[input.output - 1].columns;
}

// Those of all inputs. Nothing when they are not known; what is wrong with that is reported, unless it has been before, to a stage that
// needs to know them.
std::optional<Columns> columns_in(Draft& draft, const DraftStage& stage) {
  const bool needs = stage.kind->columns != nullptr;
  std::optional<Columns> first;
  for (const DraftInput& input : stage.inputs) {
    const auto columns = columns_of(draft, input);
    if (!columns) {
      const bool bad = !input.stage || draft.stages[*input.stage].kind == nullptr || draft.stages[*input.stage].kind->columns != nullptr;
      if (needs && !bad)
        draft.report(stage, "inputs", input.position,
                     Problem(fmt::format("it is not known which columns the rows of '{}' have", input.name),
                             fmt::format("{} needs a static function 'columns', which says that",
                                         input.output == 0 ? "its class" : "the class of a stage above it")));
      return std::nullopt;
    }
    if (first && *first != *columns) {
      if (needs)
        draft.report(stage, "inputs", input.position,
                     fmt::format("all inputs must have the same columns, but '{}' has {} and '{}' {}", stage.inputs.front().name,
                                 to_string(*first), input.name, to_string(*columns)));
      return std::nullopt;
    }
    first = columns;
  }
  return first;
}

// Where a kind reports what does not fit: one without params can only mean what comes in.
ErrorScope errors_about(Draft& draft, const DraftStage& stage) {
  if (!stage.kind->info.params.empty() || stage.inputs.empty()) return draft.errors_of(stage);
  return ErrorScope(draft.diagnostics)
      .stage(stage.index, stage.config->name.value.value_or(""), stage.inputs.front().position)
      .key("inputs");
}

}  // namespace

void plan_columns(Draft& draft, std::span<StageFactory> factories) {
  for (std::size_t s = 0; s < draft.stages.size(); ++s) {
    DraftStage& stage = draft.stages[s];
    if (stage.kind == nullptr) continue;
    if (has_rows(stage.kind->in) && !has_rows(stage.in)) continue;  // which has been reported
    if (has_rows(stage.in)) stage.columns_in = columns_in(draft, stage);
    if (detail::rejected_output(stage.kind->role, stage.named_outputs)) stage.named_outputs.back().columns = stage.columns_in;
    if (stage.kind->columns == nullptr || !stage.params_read || (has_rows(stage.in) && !stage.columns_in)) continue;
    const Columns in = stage.columns_in.value_or(Columns());
    Value params = stage.config->params;
    if (!params.position.known()) params.position = stage.config->position;
    stage.columns = stage.kind->columns(params, in, errors_about(draft, stage));
    // The outputs that params name have those of the main one.
    for (std::size_t n = 0; n < stage.output_names.size(); ++n) stage.named_outputs[n].columns = stage.columns;
    const Columns out = stage.columns.value_or(Columns());
    factories[s].set_columns_in(stage.kind->role == Role::source ? out : in).set_columns_out(out);
  }
}

}  // namespace weir::plan
