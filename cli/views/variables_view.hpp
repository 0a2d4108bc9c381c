#pragma once

#include <span>
#include <string>

#include <weir/variables.hpp>

#include "format/json.hpp"

namespace weir::cli {

/// What the variables of a config stood for, as `weir check` shows it after the plan; nothing if there are none. Not those of secrets.
[[nodiscard]] std::string variables_text(std::span<const UsedVariable> variables);

/// The same for `weir check --json`.
[[nodiscard]] Json variables_json(std::span<const UsedVariable> variables);

}  // namespace weir::cli
