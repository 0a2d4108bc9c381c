#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::listed;
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

// What an input names: a stage, and after a dot one of its outputs. A stage whose name has a dot, which is wrong, is meant all the same.
struct Target {
  std::string_view stage;
  std::string_view output;  // empty for the main one
};

Target target_of(std::string_view input, const Names& names) {
  const std::size_t dot = input.find('.');
  if (dot == std::string_view::npos || dot == 0 || names.contains(input)) return {input, {}};
  return {input.substr(0, dot), input.substr(dot + 1)};
}

// Reports an input that names no stage above, and notes which stages it may have meant, so that these are not reported as unread.
void report_unknown(Draft& draft, std::size_t reader, const DraftInput& input, const Names& names) {
  const DraftStage& stage = draft.stages[reader];
  const std::string_view wanted = target_of(input.name, names).stage;
  const auto known = names.find(wanted);
  if (known != names.end()) {
    const bool itself = known->second == reader;
    const std::string below = fmt::format("'{}' {}", shown(wanted), advice(input.position, "is below", "comes later"));
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
  const auto nearest = nearest_name(wanted, above);
  if (nearest)
    draft.stages[names.at(*nearest)].maybe_read = true;
  else
    may_be_read(draft, reader);
  if (!nearest && !all_named) return;  // it probably means the stage whose name is missing or wrong, which is reported
  draft.report(stage, "inputs", input.position, {fmt::format("'{}' names no stage", shown(wanted)), did_you_mean(wanted, above)});
}

void report_no_output(Draft& draft, const DraftStage& reader, const DraftInput& input, const DraftStage& producer,
                      std::string_view wanted) {
  const std::string& stage = *producer.config->name;
  std::vector<std::string> labels;
  for (const NamedOutput& output : producer.named_outputs) labels.push_back(fmt::format("{}.{}", stage, output.name));
  std::string mend = did_you_mean(input.name, labels);
  if (mend.empty())
    mend = labels.empty() ? fmt::format("it has one output, '{}'", stage)
                          : fmt::format("beside its main output, '{}', it has {}", stage, listed(labels, "and"));
  draft.report(reader, "inputs", input.position,
               {fmt::format("{} ({}) has no output '{}'", producer.label, producer.kind->name, shown(wanted)), mend});
}

// By its name. Nothing when the stage has none of that name, which is reported, or when its kind is not known, so that nobody can tell.
std::optional<std::size_t> find_output(Draft& draft, const DraftStage& reader, const DraftInput& input, const DraftStage& producer,
                                       std::string_view wanted) {
  if (wanted.empty() && !input.name.ends_with('.')) return 0;
  if (producer.kind == nullptr) return std::nullopt;
  const auto& outputs = producer.named_outputs;
  const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const NamedOutput& output) { return output.name == wanted; });
  if (found != outputs.end()) return static_cast<std::size_t>(found - outputs.begin()) + 1;
  if (producer.outputs_known) report_no_output(draft, reader, input, producer, wanted);
  return std::nullopt;
}

void connect_input(Draft& draft, std::size_t reader, const Setting<std::string>& name, const Names& names) {
  DraftStage& stage = draft.stages[reader];
  DraftInput input{*name, place(name.position.known() ? name.position : stage.config->inputs.position, *stage.config), {}};
  const Target target = target_of(input.name, names);
  const auto above = names.find(target.stage);
  if (above != names.end() && above->second < reader) {
    DraftStage& producer = draft.stages[above->second];
    if (const auto output = find_output(draft, stage, input, producer, target.output)) {
      if (std::find(producer.readers.begin(), producer.readers.end(), DraftReader{reader, *output}) != producer.readers.end())
        return draft.report(stage, "inputs", input.position, {fmt::format("'{}' is named twice", shown(input.name)), "keep one"});
      producer.readers.push_back({reader, *output});
      input.stage = above->second;
      input.output = *output;
    } else {
      producer.maybe_read = true;
    }
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

// Each output that the params name was asked for.
void check_outputs_read(Draft& draft, const DraftStage& stage) {
  for (std::size_t n = 0; n < stage.output_names.size(); ++n) {
    const auto reads = [output = n + 1](const DraftReader& reader) { return reader.output == output; };
    if (std::any_of(stage.readers.begin(), stage.readers.end(), reads)) continue;
    const PlacedText& name = stage.output_names[n];
    draft.errors_of(stage).key("params").add(name.at(0), {fmt::format("no stage reads the output '{}'", shown(name.text)),
                                                          advice(name.position, "name it in the inputs of a stage below, or take it away",
                                                                 "make it an input of one, or take it away")});
  }
}

void check_read(Draft& draft) {
  for (std::size_t i = draft.maybe_read_end; i < draft.stages.size(); ++i) {
    const DraftStage& stage = draft.stages[i];
    const bool has_output = stage.kind != nullptr && stage.kind->role != Role::sink;
    if (!has_output || stage.maybe_read) continue;
    if (!stage.readers.empty()) {
      check_outputs_read(draft, stage);
      continue;
    }
    draft.errors_of(stage).add(
        stage.config->name.position,
        {"no stage reads its output", advice(stage.config->position, "name it in the inputs of a stage below, or take it away",
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
