#pragma once

namespace weir::cli {

/// The exit codes of the command. An interrupted run ends with 128 + the signal's number, as in a shell: 129, 130 or 143.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kBadUse = 2;     ///< a command line or a config that cannot run; nothing was started
inline constexpr int kOwnFault = 70;  ///< a fault of weir's own (EX_SOFTWARE of sysexits.h): a stall, or a balance that does not add up
inline constexpr int kTimedOut = 124;
inline constexpr int kSignalled = 128;  ///< plus the signal

}  // namespace weir::cli
