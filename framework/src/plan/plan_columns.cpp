#include <fmt/format.h>

#include <weir/rows.hpp>

#include "plan/draft.hpp"

namespace weir::plan {
namespace {

bool is_rows(const ItemType* type) {
  return type != nullptr && type->id == item_type<Rows>().id;
}

// Of what an input brings, where they are known. A main output has those that its kind says; what a stage rejects is of other types.
std::optional<Columns> columns_of(const Draft& draft, const DraftInput& input) {
  if (!input.stage || input.output > 0) return std::nullopt;
  return draft.stages[*input.stage].columns;
}

// Those of all inputs. Nothing when they are not known; what is wrong with that is reported, unless it has been before.
std::optional<Columns> columns_in(Draft& draft, const DraftStage& stage) {
  std::optional<Columns> first;
  for (const DraftInput& input : stage.inputs) {
    const auto columns = columns_of(draft, input);
    if (!columns) {
      const bool bad = !input.stage || draft.stages[*input.stage].kind == nullptr || draft.stages[*input.stage].kind->columns != nullptr;
      if (!bad)
        draft.report(stage, "inputs", input.position,
                     Problem(fmt::format("it is not known which columns the rows of '{}' have", input.name),
                             "its class needs a static function 'columns', which says that"));
      return std::nullopt;
    }
    if (first && *first != *columns) {
      draft.report(stage, "inputs", input.position,
                   fmt::format("all inputs must have the same columns, but '{}' has {} and '{}' {}", stage.inputs.front().name,
                               to_string(*first), input.name, to_string(*columns)));
      return std::nullopt;
    }
    first = columns;
  }
  return first;
}

}  // namespace

void plan_columns(Draft& draft, std::span<StageFactory> factories) {
  for (std::size_t s = 0; s < draft.stages.size(); ++s) {
    DraftStage& stage = draft.stages[s];
    if (stage.kind == nullptr || stage.kind->columns == nullptr || !stage.params_read) continue;
    if (is_rows(stage.kind->in) && !is_rows(stage.in)) continue;  // which has been reported
    Columns in;
    if (is_rows(stage.in)) {
      const auto known = columns_in(draft, stage);
      if (!known) continue;
      in = *known;
    }
    Value params = stage.config->params;
    if (!params.position.known()) params.position = stage.config->position;
    stage.columns = stage.kind->columns(params, in, draft.errors_of(stage));
    factories[s].set_columns_in(stage.kind->role == Role::source ? stage.columns.value_or(Columns()) : in);
  }
}

}  // namespace weir::plan
