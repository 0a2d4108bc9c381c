#pragma once

#include <string_view>

namespace weir::cli {

/// Prints what a command has to say to stdout, at once, and gives the command's exit code: a full disk is an error, a reader that has gone
/// is none.
[[nodiscard]] int print_output(std::string_view text);

}  // namespace weir::cli
