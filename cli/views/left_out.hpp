#pragma once

#include <string>

#include <weir/plan.hpp>

#include "format/json.hpp"

namespace weir::cli {

/// Why something is left out of a run, for people: `not enabled`.
[[nodiscard]] const char* cause_text(LeftOut::Cause cause);

/// What a run leaves out, a line each; empty where that is nothing.
[[nodiscard]] std::string left_out_text(const Plan& plan);
/// The same as JSON.
[[nodiscard]] Json left_out_json(const Plan& plan);

}  // namespace weir::cli
