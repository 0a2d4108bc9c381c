#pragma once

#include <string_view>

namespace weir::cli {

/// Prints the output of a command to stdout at once and returns the command's exit code: a full disk is an error, a reader that has gone
/// away is not. For a terminal, bytes that would control it are escaped (`printable`); anything else gets the text unchanged.
[[nodiscard]] int print_output(std::string_view text);

}  // namespace weir::cli
