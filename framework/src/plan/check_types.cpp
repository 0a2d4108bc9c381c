#include <algorithm>

#include <fmt/format.h>

#include <weir/rows.hpp>

#include "plan/draft.hpp"

namespace weir::plan {
namespace {

bool takes_any(const Kind& kind) {
  return kind.role == Role::sink && kind.in->id == item_type<AnyItem>().id;
}

// The item type of an input; null if it is not known. Reports an input that has no output.
const ItemType* type_of(Draft& draft, const DraftStage& reader, const DraftInput& input) {
  if (!input.stage) return nullptr;
  const DraftStage& producer = draft.stages[*input.stage];
  const Kind* kind = producer.kind;
  if (kind == nullptr) return nullptr;
  if (input.output > 0) return producer.named_outputs[input.output - 1].type;
  if (kind->role == Role::sink)
    draft.report(reader, "inputs", input.position, fmt::format("'{}' is a sink ({}), which has no output to read", input.name, kind->name));
  return kind->out;
}

// The first of the readers takes a move-only item; the others would need a copy.
void check_copyable(Draft& draft, std::size_t reader, const DraftInput& input, const ItemType& type) {
  if (type.copyable) return;
  const auto& readers = draft.stages[*input.stage].readers;
  const auto first = std::find_if(readers.begin(), readers.end(), [&](const DraftReader& other) { return other.output == input.output; });
  if (first->stage == reader) return;
  draft.report(draft.stages[reader], "inputs", input.position,
               fmt::format("'{}' produces {}, which cannot be copied, and {} reads it already", input.name, type.name,
                           draft.stages[first->stage].label));
}

// An input whose type is known, and the first such input of the stage.
struct Arrival {
  const DraftInput* input;
  const ItemType* type;
};

void check_fits(Draft& draft, const DraftStage& stage, const Arrival& arrival, const Arrival& first) {
  const auto& [input, type] = arrival;
  const Kind& kind = *stage.kind;
  if (!takes_any(kind)) {
    if (type->id != kind.in->id)
      draft.report(stage, "inputs", input->position,
                   fmt::format("{} takes {}, but '{}' produces {}", kind.name, kind.in->name, input->name, type->name));
    return;
  }
  if (type->id != first.type->id)
    draft.report(stage, "inputs", input->position,
                 fmt::format("all inputs must have one item type, but '{}' produces {} and '{}' produces {}", first.input->name,
                             first.type->name, input->name, type->name));
  else if (kind.info.needs_columns && type->columns.empty() && type->id != item_type<Rows>().id)
    draft.report(
        stage, "inputs", input->position,
        fmt::format("{} needs items that can be printed, but '{}' produces {}, which has no columns", kind.name, input->name, type->name));
}

void check_stage(Draft& draft, std::size_t index) {
  DraftStage& stage = draft.stages[index];
  std::optional<Arrival> first;
  for (const DraftInput& input : stage.inputs) {
    const ItemType* type = type_of(draft, stage, input);
    if (type == nullptr) continue;
    check_copyable(draft, index, input, *type);
    const Arrival arrival{&input, type};
    if (!first) first = arrival;
    if (stage.kind != nullptr && stage.kind->in != nullptr) check_fits(draft, stage, arrival, *first);
  }
  if (first) stage.in = first->type;
}

}  // namespace

void check_types(Draft& draft) {
  for (std::size_t i = 0; i < draft.stages.size(); ++i) check_stage(draft, i);
}

}  // namespace weir::plan
