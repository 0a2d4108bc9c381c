#pragma once

#include <string>

#include <weir/plan.hpp>

#include "run/run_outcome.hpp"

namespace weir::cli {

/// The outcome of a run as JSON: one indented object, with a line feed at the end. `version` is raised by changes that could break a
/// reader; new keys do not raise it. Times are in seconds, sizes in bytes, shares from 0 to 1.
[[nodiscard]] std::string report_json(const RunOutcome& outcome, const Plan& plan);

}  // namespace weir::cli
