#pragma once

#include <string>

#include <weir/plan.hpp>
#include <weir/report.hpp>

namespace weir::cli {

/// What happened in a run of `plan`, for people: a row for each stage, the totals of the run, and the counters of the stages.
[[nodiscard]] std::string report_table(const RunReport& report, const Plan& plan);

}  // namespace weir::cli
