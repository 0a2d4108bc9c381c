#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::bench {

/// The work of the hop in frameworks that Debian does not have; each is there if CMake was told where its headers are. Four stages with
/// 1, 2, 2 and 1 replicas: the numbers from 0 to `count`, with one added in each of the two middle stages. They return the sum.

/// Taskflow's pipeline (`WEIR_TASKFLOW_DIR`, which holds `taskflow/taskflow.hpp`): four pipes, and `lines` numbers under way at most.
std::uint64_t hop_by_taskflow(std::size_t workers, std::size_t lines, std::uint64_t count);
/// FastFlow (`WEIR_FASTFLOW_DIR`, which holds `ff/ff.hpp`): a thread for each replica, and queues of `depth`.
std::uint64_t hop_by_fastflow(std::size_t depth, std::uint64_t count);

}  // namespace weir::bench
