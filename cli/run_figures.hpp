#pragma once

#include <chrono>
#include <cstdint>

#include <weir/report.hpp>

namespace weir::cli {

/// What the table and the JSON report reckon from a report, so that both say the same. A share is 0 when there was no time to share.

/// `time` as a share of what `stage`'s replicas had: replicas × wall time.
[[nodiscard]] double share_of_replicas(std::chrono::nanoseconds time, const StageReport& stage, const RunReport& report);
/// CPU time of the process as a share of the workers' time: workers × wall time. Above 1 when stages have threads of their own.
[[nodiscard]] double cpu_share(const RunReport& report);
/// Time in weir's own code as a share of the workers' time.
[[nodiscard]] double overhead_share(const RunReport& report);
/// Items into the sinks a second.
[[nodiscard]] double items_per_second(const RunReport& report);
/// Items that came out of the sources, and the same a second.
[[nodiscard]] std::uint64_t source_items(const RunReport& report);
[[nodiscard]] double source_items_per_second(const RunReport& report);
/// Time in the stages' own code, of all replicas.
[[nodiscard]] std::chrono::nanoseconds busy_time(const RunReport& report);
/// Whether that is far above the processor time: calls waited for something, or the system gave the processors to other programs.
[[nodiscard]] bool is_busy_waiting(const RunReport& report);
/// The stage whose replicas were in their own code for the largest share of the time: the one to give more replicas. Null when nothing ran.
[[nodiscard]] const StageReport* busiest_stage(const RunReport& report);

}  // namespace weir::cli
