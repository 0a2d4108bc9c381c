#pragma once

#include <string>
#include <string_view>

#include <weir/config.hpp>

namespace weir::diagnostics {

/// What a message says of `${NAME}`.
inline constexpr std::string_view kVariables = "variables are not replaced in a config; write the value, or give it by --set KEY=VALUE";

/// What a value is, for "expected …, found …": `'abc'`, `the string "4"`, `a list`, `a map`, `null`, `nothing`. Says of a text with
/// invisible characters which they are, and of `${NAME}` that it is not replaced.
[[nodiscard]] std::string found(const Value& value);

}  // namespace weir::diagnostics
