#pragma once

#include <string_view>

namespace weir::expressions {

/// Whether a text is as the pattern: `%` is any characters, `_` is one, and what follows the character `escape`, if that is not empty, is
/// itself. ASCII letters are the same in both cases. What comes after the last `%` is tried again one character later until it fits, which
/// takes at most the product of the lengths (as in Krauss, "Matching Wildcards: An Algorithm", Dr. Dobb's, 2008).
[[nodiscard]] bool matches_like(std::string_view text, std::string_view pattern, std::string_view escape) noexcept;

/// The same with `*` for any characters, `?` for one, and `[a-z]` and `[^a-z]` for one of a set, as shells have it. Letter case counts.
[[nodiscard]] bool matches_glob(std::string_view text, std::string_view pattern) noexcept;

}  // namespace weir::expressions
