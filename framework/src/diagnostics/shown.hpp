#pragma once

#include <string>
#include <string_view>

namespace weir::diagnostics {

/// A text of the user's as it may stand in a message: the first 40 bytes of it, and nothing that a terminal acts on.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace weir::diagnostics
