#pragma once

#include <string>

namespace weir::stages {

/// The classes and the case of characters, as Python's `str` has them. The tables are utf8proc's: Unicode 15.0 with utf8proc 2.8, where
/// Python 3.11 has 14.0; they differ only in characters that 15.0 added, which are not letters to Python 3.11.

/// What `str.split()` splits at.
bool is_white_space(char32_t code_point) noexcept;
/// `str.isalpha()`: general category Lu, Ll, Lt, Lm or Lo.
bool is_letter(char32_t code_point) noexcept;
/// Appends `str.lower()` of this one character, as UTF-8. That is one character, except for U+0130 (İ), which becomes two.
void append_lower(std::string& text, char32_t code_point);

}  // namespace weir::stages
