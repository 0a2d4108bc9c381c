#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include <weir/config.hpp>
#include <weir/plan.hpp>

namespace weir::cli {

/// What `weir check --json` says of a plan: every stage with its numbers resolved, every edge, and the bound.
[[nodiscard]] nlohmann::ordered_json plan_json(const Plan& plan);

/// What is wrong with a config: each error with its file, line and column. `file` stands for the file where an error has no place.
[[nodiscard]] nlohmann::ordered_json errors_json(std::span<const Diagnostic> errors, std::span<const SourceText> sources,
                                                 const std::string& file);

}  // namespace weir::cli
