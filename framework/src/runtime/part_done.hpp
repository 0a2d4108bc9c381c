#pragma once

#include <optional>
#include <vector>

#include <weir/plan.hpp>
#include <weir/report.hpp>

namespace weir::runtime {

/// How much of a run's work has left the pipeline, 0 to 1, as far as can be told: what the sources have produced of their whole, and what
/// share of that has gone through each stage down to the last sink; the least of the sinks. Nothing when no source knows its whole. An
/// estimate: it assumes that the items still to come cost as much as those that came, and may go back a little. Before the run is over it
/// stays below 1, since stages may still have their `finish` to do.
///
/// `progress` has an entry for each stage: of a source that knows, what it says. Uses the stages' item counts and `finished` of `report`.
[[nodiscard]] std::optional<double> part_done(const Plan& plan, const RunReport& report, std::vector<std::optional<double>> progress);

}  // namespace weir::runtime
