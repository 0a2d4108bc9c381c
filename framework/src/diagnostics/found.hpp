#pragma once

#include <string>
#include <string_view>

#include <weir/config.hpp>

namespace weir::diagnostics {

/// What a value is, for "expected …, found …": `'abc'`, `the string "4"`, `a list`, `a map`, `null`, `nothing`. Names the invisible
/// characters in a text.
[[nodiscard]] std::string found(const Value& value);

/// `expected EXPECTED, found VALUE`, with how to mend it. For `$NAME` and `$(command)` that is `${NAME}`.
[[nodiscard]] Problem unexpected(std::string_view expected, const Value& value, std::string mend = "");

}  // namespace weir::diagnostics
