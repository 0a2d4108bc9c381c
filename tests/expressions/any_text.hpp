#pragma once

#include <string_view>

namespace test {

/// Compiles a text, whatever it is, and evaluates what comes of it over some rows. Returns whether it was an expression. Throws
/// `std::logic_error` when a fault is not within the text, or a result breaks what `ColumnValues` and `Selection` promise.
bool evaluates_any_text(std::string_view text);

}  // namespace test
