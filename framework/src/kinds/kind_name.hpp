#pragma once

#include <string_view>

namespace weir::kinds {

/// Whether a text can name a kind: lower-case words of letters, digits and `_`, with dots between, such as `words.count`.
[[nodiscard]] constexpr bool is_kind_name(std::string_view text) {
  char before = '.';
  for (const char c : text) {
    const bool letter = c >= 'a' && c <= 'z';
    const bool inner = letter || (c >= '0' && c <= '9') || c == '_';
    if (before == '.' ? !letter : !(inner || c == '.')) return false;
    before = c;
  }
  return before != '.';
}

/// The first word of a kind's name: `words` of `words.count`.
[[nodiscard]] constexpr std::string_view family_of(std::string_view kind) {
  return kind.substr(0, kind.find('.'));
}

}  // namespace weir::kinds
