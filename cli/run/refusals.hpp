#pragma once

#include <optional>
#include <string>

#include <weir/config.hpp>
#include <weir/plan.hpp>

#include "options/config_options.hpp"

namespace weir::cli {

// Plans that are right, but that the command cannot run. Each function throws `ConfigError` when it finds such a fault.

/// Inlets and outlets: the command has no program around it that would push and pull.
void refuse_host_stages(const PipelineConfig& config, const Plan& plan);

/// A file that both a stage and the command use: the report, or the standard input when the config comes from there.
void refuse_file_conflicts(PipelineConfig config, const Plan& plan, const ConfigOptions& options, const std::optional<std::string>& report);

}  // namespace weir::cli
