#pragma once

#include <chrono>
#include <cstddef>

#include "config/limits.hpp"

namespace weir::plan {

// What `auto` means.
inline constexpr std::size_t kMostAutoBatchSize = 4096;  // the run chooses, up to this
inline constexpr std::size_t kAutoQueueDepth = 8;
inline constexpr std::chrono::nanoseconds kSoonBatchWait = std::chrono::milliseconds(1);  // after an inlet or a function

}  // namespace weir::plan
