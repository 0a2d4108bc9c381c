#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::nearest_name;
using diagnostics::shown;

namespace {

using Names = std::map<std::string_view, std::size_t>;

// The first stage of each name.
Names names_of(const Draft& draft) {
  Names names;
  for (std::size_t i = 0; i < draft.stages.size(); ++i) {
    if (const auto& name = draft.stages[i].config->name) names.try_emplace(*name, i);
  }
  return names;
}

void may_be_read(Draft& draft, std::size_t end) {
  draft.maybe_read_end = std::max(draft.maybe_read_end, end);
}

// Reports an input that names no stage above, and notes which stages it may have meant, so that these are not reported as unread.
void report_unknown(Draft& draft, std::size_t reader, const DraftInput& input, const Names& names) {
  const DraftStage& stage = draft.stages[reader];
  const auto known = names.find(input.name);
  if (known != names.end()) {
    const bool itself = known->second == reader;
    const std::string below = fmt::format("'{}' {}", shown(input.name), advice(input.position, "is below", "comes later"));
    draft.report(stage, "inputs", input.position,
                 itself ? Problem("a stage cannot be its own input")
                        : Problem(below, advice(input.position, "inputs name stages above, so put it before this one",
                                                "inputs name stages before, so put it before this one")));
    draft.stages[known->second].maybe_read = true;
    may_be_read(draft, itself ? reader : 0);
    return;
  }
  std::vector<std::string> above;
  bool all_named = true;
  for (std::size_t i = 0; i < reader; ++i) {
    const auto& name = draft.stages[i].config->name;
    if (name) above.push_back(*name);
    all_named = all_named && name;
  }
  const auto nearest = nearest_name(input.name, above);
  if (nearest)
    draft.stages[names.at(*nearest)].maybe_read = true;
  else
    may_be_read(draft, reader);
  if (!nearest && !all_named) return;  // it probably means the stage whose name is missing or wrong, which is reported
  draft.report(stage, "inputs", input.position, {fmt::format("'{}' names no stage", shown(input.name)), did_you_mean(input.name, above)});
}

void connect_input(Draft& draft, std::size_t reader, const Setting<std::string>& name, const Names& names) {
  DraftStage& stage = draft.stages[reader];
  DraftInput input{*name, place(name.position.known() ? name.position : stage.config->inputs.position, *stage.config), {}};
  const auto above = names.find(input.name);
  if (above != names.end() && above->second < reader) {
    std::vector<std::size_t>& readers = draft.stages[above->second].readers;
    if (!readers.empty() && readers.back() == reader)
      return draft.report(stage, "inputs", input.position, {fmt::format("'{}' is named twice", shown(input.name)), "keep one"});
    readers.push_back(reader);
    input.stage = above->second;
  } else {
    report_unknown(draft, reader, input, names);
  }
  stage.inputs.push_back(std::move(input));
}

void connect_inputs(Draft& draft, std::size_t reader, const Names& names) {
  for (const Setting<std::string>& name : *draft.stages[reader].config->inputs) {
    if (enough_errors(draft.diagnostics)) return;
    if (name.value)
      connect_input(draft, reader, name, names);
    else
      may_be_read(draft, reader);
  }
}

void connect_stage(Draft& draft, std::size_t index, const Names& names) {
  DraftStage& stage = draft.stages[index];
  const auto& inputs = stage.config->inputs;
  const bool source = stage.kind != nullptr && stage.kind->role == Role::source;
  if (source && inputs.value)
    draft.report(stage, "inputs", inputs.position,
                 {fmt::format("{} is a source, which has no inputs", stage.kind->name), advice(inputs.position, "take the key away", "")});
  if (inputs.value && !inputs->empty()) return connect_inputs(draft, index, names);
  if (source) return;
  may_be_read(draft, index);
  if (stage.kind == nullptr || (!inputs.value && inputs.position.known())) return;
  draft.report(
      stage, "inputs", inputs.position,
      {inputs.value ? "the list is empty" : "missing",
       advice(stage.config->position, "name the stages above that it reads, such as inputs: [text]", "say which stages it reads")});
}

void check_read(Draft& draft) {
  for (std::size_t i = draft.maybe_read_end; i < draft.stages.size(); ++i) {
    const DraftStage& stage = draft.stages[i];
    const bool gives = stage.kind != nullptr && stage.kind->role != Role::sink;
    if (!gives || !stage.readers.empty() || stage.maybe_read) continue;
    draft.errors_of(stage).add(
        stage.config->name.position,
        {"no stage reads what it gives", advice(stage.config->position, "name it in the inputs of a stage below, or take it away",
                                                "make it an input of one, or take it away")});
  }
}

}  // namespace

void connect(Draft& draft) {
  const Names names = names_of(draft);
  for (std::size_t i = 0; i < draft.stages.size() && !enough_errors(draft.diagnostics); ++i) connect_stage(draft, i, names);
  if (!enough_errors(draft.diagnostics)) check_read(draft);
}

}  // namespace weir::plan
