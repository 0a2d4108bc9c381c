#include "options/resume_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>

#include <weir/error_scope.hpp>

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
  bool any = false;
  for (StageConfig& stage : config.stages) {
    if (!has_log(stage, registry)) continue;
    stage.params["resume"] = value;
    any = true;
  }
  const bool readable = config.diagnostics.empty();
  if (any || !readable) return;
  ErrorScope(config.diagnostics)
      .add(value.position, {option + ": no stage has a log of an earlier run", "give an exec.run the param log: jobs.tsv"});
}

}  // namespace weir::cli
