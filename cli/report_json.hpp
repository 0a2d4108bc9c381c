#pragma once

#include <string>

#include <weir/plan.hpp>

#include "run_outcome.hpp"

namespace weir::cli {

/// The outcome of a run as JSON: one object, indented, with a line end. `version` counts changes that could break a reader; keys may be
/// added without one. Times are in seconds, sizes in bytes, shares of 1.
[[nodiscard]] std::string report_json(const RunOutcome& outcome, const Plan& plan);

}  // namespace weir::cli
