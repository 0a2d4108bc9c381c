#pragma once

// The version of weir that a program is compiled with. Constants, for any thread.

#include <cstdint>

#pragma GCC visibility push(default)
namespace weir {

/// The version of these headers. The build reads it from here, so it stands nowhere else. Until 1.0, a change of the minor number may
/// break a program, a plugin or a config; a change of the patch number breaks none.
inline constexpr std::uint32_t kVersionMajor = 0;
inline constexpr std::uint32_t kVersionMinor = 1;  ///< the second
inline constexpr std::uint32_t kVersionPatch = 0;  ///< the third

/// The three as text.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace weir
#pragma GCC visibility pop
