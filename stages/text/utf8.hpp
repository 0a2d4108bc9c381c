#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::stages {

/// U+FFFD, which stands for what is not UTF-8.
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

/// Appends a code point that is not a surrogate.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace weir::stages
