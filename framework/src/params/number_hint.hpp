#pragma once

#include <string>
#include <string_view>

namespace weir::params {

/// `; did you mean '16'?` for a text that means a number to other readers, or to people, and is none here: `0x10`, `1_000`, `010`, `.5`.
/// Else nothing. The end of an error about a number.
[[nodiscard]] std::string number_hint(std::string_view text);

}  // namespace weir::params
