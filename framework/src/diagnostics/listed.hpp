#pragma once

#include <span>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// `a, b and c`; `last_word` stands between the last two.
[[nodiscard]] std::string listed(std::span<const std::string> names, std::string_view last_word);

}  // namespace weir::diagnostics
