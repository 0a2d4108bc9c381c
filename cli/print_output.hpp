#pragma once

#include <string_view>

namespace weir::cli {

/// Prints what a command has to say to stdout, at once, and returns the command's exit code: a full disk is an error, a reader that has
/// gone is not. A terminal gets it such that it cannot command the terminal (`printable`), anything else as it is.
[[nodiscard]] int print_output(std::string_view text);

}  // namespace weir::cli
