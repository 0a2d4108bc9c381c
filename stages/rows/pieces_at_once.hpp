#pragma once

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

namespace weir::stages {

/// How many pieces of a file a source reads and parses in one call: two for each thread that may parse, but not so many that it would hold
/// more than a few MiB.
inline std::size_t pieces_at_once() {
  constexpr int kMostPieces = 8;
  return static_cast<std::size_t>(std::clamp(2 * oneapi::tbb::this_task_arena::max_concurrency(), 1, kMostPieces));
}

}  // namespace weir::stages
