#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// `U+200B (zero width space)` for a character that cannot be seen, or that looks like a space but is not one; otherwise nothing.
[[nodiscard]] std::optional<std::string> invisible_name(char32_t code_point);

/// `contains U+200B (zero width space)` for the first such character of `text`, otherwise nothing: why two words that look the same differ.
/// Bytes that are not UTF-8 are skipped.
[[nodiscard]] std::string invisible_note(std::string_view text);

/// A text without such characters.
[[nodiscard]] std::string without_invisible(std::string_view text);

/// `contains U+0430, which is not ASCII` for the first character of `text` that is not, otherwise nothing.
[[nodiscard]] std::string beyond_ascii_note(std::string_view text);

}  // namespace weir::diagnostics
