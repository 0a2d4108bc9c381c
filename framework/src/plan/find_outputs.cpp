#include <set>
#include <string_view>

#include <fmt/format.h>

#include <weir/placed_text.hpp>

#include "diagnostics/shown.hpp"
#include "plan/draft.hpp"
#include "plan/name_rule.hpp"

namespace weir::plan {

using diagnostics::shown;

namespace {

// Follows the same rule as the name of a stage, since both stand in `inputs` and in reports. Whether an output is read cannot be said where
// names are wrong.
void check_output_names(Draft& draft, DraftStage& stage) {
  const std::size_t before = draft.diagnostics.size();
  const ErrorScope errors = draft.errors_of(stage).key("params");
  std::set<std::string_view> taken;
  for (const NamedOutput& output : stage.kind->named_outputs) taken.insert(output.name);
  for (const PlacedText& name : stage.output_names) {
    if (const auto problem = name_problem(name.text))
      errors.add(name.at(0), {fmt::format("'{}' cannot name an output: {}", shown(name.text), problem->what), problem->mend});
    else if (!taken.insert(name.text).second)
      errors.add(name.at(0), {fmt::format("the stage has an output '{}' already", name.text), "take another name"});
  }
  stage.maybe_read = stage.maybe_read || draft.diagnostics.size() != before;
}

}  // namespace

void find_outputs(Draft& draft) {
  for (DraftStage& stage : draft.stages) {
    if (stage.kind == nullptr) continue;
    stage.named_outputs = stage.kind->outputs_of(stage.config->params);
    if (!stage.kind->output_names) continue;
    const auto names = stage.kind->output_names(stage.config->params);
    stage.outputs_known = names.has_value();
    stage.output_names = names.value_or(std::vector<PlacedText>());
    check_output_names(draft, stage);
  }
}

}  // namespace weir::plan
