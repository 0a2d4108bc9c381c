#pragma once

#include <chrono>

namespace weir::stages {

/// The result of a wait for a descriptor.
enum class Ready {
  yes,     ///< it can be read or written, or doing so would tell of an error or the end
  no,      ///< time ran out, or a signal came
  unknown  ///< the system could not tell, for want of memory for example: errno says why
};

/// Waits until a descriptor is ready for `events` (those of `poll`), at most so long. Any thread.
[[nodiscard]] Ready wait_until_ready(int descriptor, short events, std::chrono::milliseconds patience) noexcept;

}  // namespace weir::stages
