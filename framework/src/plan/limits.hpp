#pragma once

#include <chrono>
#include <cstddef>

#include "config/limits.hpp"

namespace weir {

// What `auto` means.
inline constexpr std::size_t kMostAutoBatchSize = 4096;  // the run chooses, up to this
inline constexpr std::size_t kAutoQueueDepth = 8;
inline constexpr std::chrono::nanoseconds kInletBatchWait = std::chrono::milliseconds(1);  // of the stages after an inlet

}  // namespace weir
