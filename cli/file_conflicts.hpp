#pragma once

#include <optional>
#include <string>

#include <weir/config.hpp>
#include <weir/plan.hpp>

namespace weir::cli {

/// Throws `ConfigError` where the command itself uses a file that a stage uses, too: the report's, or the standard input when the config
/// comes from there.
void refuse_file_conflicts(PipelineConfig config, const Plan& plan, bool config_is_stdin, const std::optional<std::string>& report);

}  // namespace weir::cli
