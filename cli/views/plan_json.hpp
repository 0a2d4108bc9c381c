#pragma once

#include <span>
#include <string>

#include <weir/config.hpp>
#include <weir/plan.hpp>

#include "format/json.hpp"

namespace weir::cli {

/// A plan as `weir check --json` shows it: every stage with its numbers resolved, every edge, and the bound.
[[nodiscard]] Json plan_json(const Plan& plan);

/// What a run of the plan can hold at most.
[[nodiscard]] Json bound_json(const Plan& plan);

/// The errors of a config, each with its file, line, column, stage and key, what is wrong and how to mend it. `file` is the file of an
/// error that has no position.
[[nodiscard]] Json errors_json(std::span<const Diagnostic> errors, std::span<const ConfigText> texts, const std::string& file);

}  // namespace weir::cli
