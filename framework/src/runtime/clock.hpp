#pragma once

#include <chrono>
#include <cstdint>

namespace weir::runtime {

/// Nanoseconds of the steady clock.
using Nanoseconds = std::int64_t;

inline Nanoseconds now() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace weir::runtime
