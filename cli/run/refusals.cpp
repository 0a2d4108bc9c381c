#include "run/refusals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <weir/error_scope.hpp>

namespace weir::cli {
namespace {

template <class Report>
void for_each_use(const Plan& plan, const std::string& path, FileUse use, Report report) {
  const std::string target = file_target(path, use);
  if (target.empty()) return;
  for (const PlannedStage& stage : plan.stages) {
    for (const PlannedFile& file : stage.files) {
      if (file.use == use && file_target(file.path, use) == target) report(stage, file);
    }
  }
}

// Of a stage of the plan; the config may have more.
std::size_t config_index(const PipelineConfig& config, const PlannedStage& stage) {
  const auto is_it = [&](const StageConfig& written) { return written.name.value == stage.name; };
  return static_cast<std::size_t>(std::find_if(config.stages.begin(), config.stages.end(), is_it) - config.stages.begin());
}

}  // namespace

void refuse_host_stages(const PipelineConfig& config, const Plan& plan) {
  std::vector<Diagnostic> diagnostics;
  for (const PlannedStage& stage : plan.stages) {
    if (!stage.factory.meets_host()) continue;
    const char* what = stage.role == Role::source ? "an inlet, into which a program pushes" : "an outlet, from which a program pulls";
    const std::size_t s = config_index(config, stage);
    ErrorScope(diagnostics)
        .stage(s, stage.name, config.stages[s].position)
        .key("kind")
        .add(config.stages[s].kind.position, fmt::format("{} is {}; it runs only in such a program", stage.kind, what));
  }
  if (!diagnostics.empty()) throw ConfigError(std::move(diagnostics), config.texts);
}

void refuse_file_conflicts(PipelineConfig config, const Plan& plan, const ConfigOptions& options,
                           const std::optional<std::string>& report) {
  std::vector<Diagnostic> diagnostics;
  if (reads_stdin(options)) {
    for_each_use(plan, "-", FileUse::read, [&](const PlannedStage& stage, const PlannedFile& file) {
      ErrorScope(diagnostics)
          .stage(config_index(config, stage), stage.name, file.position)
          .key("params." + file.param)
          .add(file.position, {"the standard input is the config itself", "put the config into a file"});
    });
  }
  if (report) {
    const std::size_t files = options.files.size();
    const Position option = add_option_text("--report", *report, config.texts);
    for_each_use(plan, *report, FileUse::written, [&](const PlannedStage& stage, const PlannedFile& file) {
      const bool in_file = file.position.known() && file.position.text < files;
      const std::string name = in_file && files > 1 ? " of " + config.texts[file.position.text].name : "";
      const std::string line = in_file ? fmt::format(", line {}{}", file.position.line, name) : "";
      ErrorScope(diagnostics).add(option, {fmt::format("stage '{}'{} already writes there", stage.name, line), "name another file"});
    });
  }
  if (!diagnostics.empty()) throw ConfigError(std::move(diagnostics), config.texts);
}

}  // namespace weir::cli
