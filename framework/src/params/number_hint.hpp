#pragma once

#include <string>
#include <string_view>

namespace weir::params {

/// `did you mean '16'?` for a text that other readers, or people, take for a number and weir does not: `0x10`, `1_000`, `010`, `.5`.
/// Otherwise nothing.
[[nodiscard]] std::string number_hint(std::string_view text);

}  // namespace weir::params
