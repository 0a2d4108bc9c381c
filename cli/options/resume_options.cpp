#include "options/resume_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "diagnostics/shown.hpp"
#include "options/config_options.hpp"

namespace weir::cli {
namespace {

bool has_param(const Kind& kind, std::string_view name) {
  const auto& params = kind.info.params;
  return std::any_of(params.begin(), params.end(), [name](const auto& param) { return param->name == name; });
}

bool has_log(const StageConfig& stage, const Registry& registry) {
  const Value* const log = stage.params.find("log");
  if (log == nullptr || log->form != Value::Form::scalar || !stage.enabled.value.value_or(true)) return false;
  const Kind* const kind = registry.find(stage.kind.value.value_or(""));
  return kind != nullptr && has_param(*kind, "log") && has_param(*kind, "resume");
}

// Whether rows of a stage in `above` come to `stage`, on whatever way. Names of other outputs than the main one have a dot.
bool is_below(const StageConfig& stage, const StageConfig& above, const PipelineConfig& config) {
  std::set<std::string> names{above.name.value.value_or("")};
  for (std::size_t before = 0; before != names.size();) {
    before = names.size();
    for (const StageConfig& other : config.stages) {
      const auto reads = [&names](const Setting<std::string>& input) {
        const std::string label = input.value.value_or("");
        return names.contains(label.substr(0, label.find('.')));
      };
      const auto& inputs = other.inputs.value;
      if (inputs && std::any_of(inputs->begin(), inputs->end(), reads)) names.insert(other.name.value.value_or(""));
    }
  }
  return &stage != &above && names.contains(stage.name.value.value_or(""));
}

// A row that the first of two passes over never comes to the second, though its program there may have failed.
void require_apart(const std::vector<StageConfig*>& logged, const ErrorScope& errors, Position position, const PipelineConfig& config) {
  for (const StageConfig* above : logged) {
    for (const StageConfig* below : logged) {
      if (!is_below(*below, *above, config)) continue;
      errors.add(position,
                 {fmt::format("rows that stage '{}' passes over would not come to stage '{}', which has a log, too",
                              diagnostics::shown(above->name.value.value_or("")), diagnostics::shown(below->name.value.value_or(""))),
                  "run the two from files of their own, or both programs in one stage"});
      return;
    }
  }
}

}  // namespace

void add_resume_options(CLI::App& command, ResumeOptions& options) {
  CLI::Option* const rest = command.add_flag("--resume", options.rest, "go on with an earlier run: what its log has does not run again");
  command.add_flag("--resume-failed", options.failed, "the same, but what failed runs again")->excludes(rest);
}

void set_resume(const ResumeOptions& options, const Registry& registry, PipelineConfig& config) {
  if (!options.rest && !options.failed) return;
  const std::string option = options.rest ? "--resume" : "--resume-failed";
  Value value(options.rest ? "rest" : "failed");
  value.position = add_option_text(option, value.text, config.texts);
  std::vector<StageConfig*> logged;
  for (StageConfig& stage : config.stages) {
    if (!has_log(stage, registry)) continue;
    stage.params["resume"] = value;
    logged.push_back(&stage);
  }
  if (!config.diagnostics.empty()) return;
  const ErrorScope errors(config.diagnostics);
  if (logged.empty())
    errors.add(value.position, {option + ": no stage has a log of an earlier run", "give an exec.run the param log: jobs.tsv"});
  require_apart(logged, errors, value.position, config);
}

}  // namespace weir::cli
