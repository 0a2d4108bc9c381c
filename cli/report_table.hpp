#pragma once

#include <string>

#include <weir/plan.hpp>
#include <weir/report.hpp>

namespace weir::cli {

/// What happened in a run of `plan`, for people: a row a stage, the totals of the run, and what the stages counted.
[[nodiscard]] std::string report_table(const RunReport& report, const Plan& plan);

}  // namespace weir::cli
