#pragma once

#include <string>

namespace weir::bench {

/// The contents of a file, without white space before and after. All of these throw `std::runtime_error` if the file cannot be read.
[[nodiscard]] std::string whole_text(const std::string& path);
/// The last word of a file.
[[nodiscard]] std::string last_word(const std::string& path);
/// The length of a file, and a hash of it.
[[nodiscard]] std::string length_and_hash(const std::string& path);
/// The number of items that went into the sinks, from the report of `weir run --report`.
[[nodiscard]] std::string items_of_report(const std::string& path);

}  // namespace weir::bench
