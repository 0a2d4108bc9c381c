#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// `name` in `name:text`: a key whose colon has no space after it. Nothing for a text that may be meant as it is, such as `http://…`.
[[nodiscard]] std::optional<std::string_view> key_without_space(std::string_view text);

/// `a space is missing behind 'name:'` for such a text, otherwise nothing.
[[nodiscard]] std::string missing_space_hint(std::string_view text);

}  // namespace weir::diagnostics
