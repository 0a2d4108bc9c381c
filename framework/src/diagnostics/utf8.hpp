#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// U+FFFD, which stands for bytes that are not UTF-8.
inline constexpr char32_t kReplacement = 0xFFFD;

/// One character of a text.
struct Decoded {
  char32_t code_point;
  std::size_t length;  ///< in bytes
  bool valid;          ///< false: `length` bytes are not UTF-8, and `code_point` is `kReplacement`
};

/// Decodes the first character of [`begin`, `end`), which is not empty. Of bytes that are not UTF-8 it takes the longest beginning of a
/// character, at least one byte ("maximal subpart", Unicode 14.0, section 3.9, table 3-7 and U+FFFD substitution), as Python's
/// `bytes.decode('utf-8', 'replace')` does.
Decoded decode_utf8(const char* begin, const char* end) noexcept;

/// The bytes of the UTF-8 character at the front of `text`, which is not empty; 0 if it is not UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// The code point of the character at the front of `text`. Requires: `utf8_length(text)` is not 0.
[[nodiscard]] char32_t code_point(std::string_view text) noexcept;

/// Appends a code point as UTF-8. Requires: it is not a surrogate, and at most U+10FFFF.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace weir::diagnostics
