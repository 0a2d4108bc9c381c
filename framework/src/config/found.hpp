#pragma once

#include <string>
#include <string_view>

#include <weir/config.hpp>

namespace weir {

/// A text of the user's as it may stand in a message: the first 40 bytes of it, and nothing that a terminal acts on.
[[nodiscard]] std::string shown(std::string_view text);

/// What a message says of `${NAME}`.
inline constexpr std::string_view kVariables = "variables are not replaced in a config; write the value, or give it by --set KEY=VALUE";

/// What a value is, for "expected …, found …": `'abc'`, `the string "4"`, `a list`, `a map`, `null`, `nothing`. Says of a text with
/// invisible characters which they are, and of `${NAME}` that it is not replaced.
[[nodiscard]] std::string found(const Value& value);

}  // namespace weir
