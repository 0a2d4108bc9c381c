#pragma once

#include <string>
#include <string_view>

#include <weir/config.hpp>

namespace weir {

/// A text of the user's as it may stand in a message: at most about 40 characters, no control characters.
[[nodiscard]] std::string shown(std::string_view text);

/// What a value is, for "expected …, found …": `'abc'`, `the string "4"`, `a list`, `a map`, `nothing`.
[[nodiscard]] std::string found(const Value& value);

}  // namespace weir
