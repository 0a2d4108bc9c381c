#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// `U+200B (zero width space)` for a character that cannot be seen, or that looks like a space and is none; else nothing.
[[nodiscard]] std::optional<std::string> invisible_name(char32_t code_point);

/// `contains U+200B (zero width space)` for the first such character of `text`, else nothing. With it a message explains two words that
/// look the same. What is not UTF-8 is passed over.
[[nodiscard]] std::string invisible_note(std::string_view text);

/// A text without such characters.
[[nodiscard]] std::string without_invisible(std::string_view text);

/// `contains U+0430, which is not ASCII` for the first character of `text` that is not, else nothing.
[[nodiscard]] std::string beyond_ascii_note(std::string_view text);

}  // namespace weir::diagnostics
