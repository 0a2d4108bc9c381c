#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// The bytes of the UTF-8 character at the front of `text`, which is not empty; 0 when what stands there is not UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// The code point of the character at the front of `text`. Requires: `utf8_length(text)` is not 0.
[[nodiscard]] char32_t code_point(std::string_view text);

/// A code point as UTF-8. Requires: it is no surrogate and at most U+10FFFF.
[[nodiscard]] std::string utf8(char32_t code_point);

}  // namespace weir::diagnostics
