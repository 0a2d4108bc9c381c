#pragma once

#include <cstddef>

namespace weir::config {

// The largest values of the keys of the same names.
inline constexpr std::size_t kMostWorkers = 1024;
inline constexpr std::size_t kMostReplicas = 1024;
inline constexpr std::size_t kMostBatchSize = 1'000'000'000;
inline constexpr std::size_t kMostQueueDepth = 1'000'000;

}  // namespace weir::config
