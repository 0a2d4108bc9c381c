#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// A name that can stand in the name of a kind, of a file and of a class: words of lower-case letters and digits with single `_` between, a
/// letter first.
[[nodiscard]] bool is_stage_name(std::string_view name);

/// The stage name nearest to what was written: `AtLeast` and `at-least` become `at_least`. Empty when there is none.
[[nodiscard]] std::string mended_stage_name(std::string_view written);

/// `at_least` → `AtLeast`.
[[nodiscard]] std::string class_name(std::string_view stage_name);

}  // namespace weir::cli
