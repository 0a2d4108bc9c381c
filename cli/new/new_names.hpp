#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// Whether a name can be part of the name of a kind, a file and a class: words of lower-case letters and digits, separated by single `_`,
/// beginning with a letter.
[[nodiscard]] bool is_stage_name(std::string_view name);

/// The stage name nearest to `written`: `AtLeast` and `at-least` become `at_least`. Empty when there is none.
[[nodiscard]] std::string mended_stage_name(std::string_view written);

/// `at_least` → `AtLeast`.
[[nodiscard]] std::string class_name(std::string_view stage_name);

}  // namespace weir::cli
