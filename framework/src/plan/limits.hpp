#pragma once

#include <chrono>
#include <cstddef>

namespace weir {

// The largest values of the keys of the same names, and what `auto` means.
inline constexpr std::size_t kMostWorkers = 1024;
inline constexpr std::size_t kMostReplicas = 1024;
inline constexpr std::size_t kMostBatchSize = 1'000'000'000;
inline constexpr std::size_t kMostQueueDepth = 1'000'000;
inline constexpr std::size_t kLongestName = 64;          // characters of a stage's or pipeline's name
inline constexpr std::size_t kMostAutoBatchSize = 4096;  // the run chooses, up to this
inline constexpr std::size_t kAutoQueueDepth = 8;
inline constexpr std::chrono::nanoseconds kInletBatchWait = std::chrono::milliseconds(1);  // of the stages after an inlet

}  // namespace weir
