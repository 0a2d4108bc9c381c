#pragma once

#include <sys/types.h>

#include <string_view>

namespace weir::stages {

/// Writes once, as `write` does, errno included; but that nothing is written is an error, and a pipe whose reader has gone raises no
/// SIGPIPE, whatever the process does about that signal. Any thread.
[[nodiscard]] ssize_t write_quietly(int descriptor, std::string_view bytes) noexcept;

}  // namespace weir::stages
