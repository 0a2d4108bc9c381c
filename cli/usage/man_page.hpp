#pragma once

#include <string>

#include "usage/usage.hpp"

namespace weir::cli {

/// The manual page weir(1), in the macros of man(7): every command with its arguments, options and examples.
[[nodiscard]] std::string man_page(const CommandUsage& usage);

}  // namespace weir::cli
