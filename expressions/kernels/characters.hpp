#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace weir::expressions {

// Texts as characters of UTF-8. A byte that continues none counts to the one before it, so any bytes can be read.

[[nodiscard]] inline bool begins_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

[[nodiscard]] inline std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// Where the character that begins at `at` ends. Requires: `at` is before the end.
[[nodiscard]] inline std::size_t character_end(std::string_view text, std::size_t at) noexcept {
  do {
    ++at;
  } while (at < text.size() && !begins_character(text[at]));
  return at;
}

/// Where so many characters from `at` on end, or the text.
[[nodiscard]] inline std::size_t skip_characters(std::string_view text, std::size_t at, std::size_t count) noexcept {
  for (; count > 0 && at < text.size(); --count) at = character_end(text, at);
  return at;
}

/// ASCII letters only, as in SQLite.
[[nodiscard]] inline char lower_case(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline char upper_case(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace weir::expressions
