#pragma once

#include <chrono>
#include <cstdint>

#include <weir/report.hpp>

namespace weir::cli {

// Figures that the table and the JSON report derive from a report, so that both agree. A share is 0 when there was no time at all.

/// `time` as a share of the time of `stage`'s replicas: replicas × wall time.
[[nodiscard]] double share_of_replicas(std::chrono::nanoseconds time, const StageReport& stage, const RunReport& report);
/// CPU time of the process as a share of the workers' time, workers × wall time. Above 1 when stages have threads of their own.
[[nodiscard]] double cpu_share(const RunReport& report);
/// Time in weir's own code as a share of the workers' time.
[[nodiscard]] double overhead_share(const RunReport& report);
/// So many in the time of the run.
[[nodiscard]] double per_second(std::uint64_t count, const RunReport& report);
/// Out of the main outputs of the sources.
[[nodiscard]] std::uint64_t source_items(const RunReport& report);
[[nodiscard]] std::uint64_t source_rows(const RunReport& report);
/// Time in the stages' own code, summed over all replicas.
[[nodiscard]] std::chrono::nanoseconds busy_time(const RunReport& report);
/// Whether `busy_time` is far above the CPU time: calls waited for something, or other programs had the processors.
[[nodiscard]] bool is_busy_waiting(const RunReport& report);
/// The stage whose replicas spent the largest share of their time in their own code, the one to give more replicas. Null when nothing ran.
[[nodiscard]] const StageReport* busiest_stage(const RunReport& report);

}  // namespace weir::cli
