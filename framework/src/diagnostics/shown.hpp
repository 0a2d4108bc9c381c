#pragma once

#include <string>
#include <string_view>

namespace weir::diagnostics {

/// A text of the user's, as messages quote it: its first 40 bytes, as `printable` makes them.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace weir::diagnostics
