#pragma once

#include <string>

namespace weir::bench {

/// What a file has, without white space before and after. These throw `std::runtime_error` for a file that cannot be read.
[[nodiscard]] std::string whole_text(const std::string& path);
/// The last word of a file.
[[nodiscard]] std::string last_word(const std::string& path);
/// How long a file is, and a hash of it.
[[nodiscard]] std::string length_and_hash(const std::string& path);
/// How many items went into the sinks, from the report of `weir run --report`.
[[nodiscard]] std::string items_of_report(const std::string& path);

}  // namespace weir::bench
