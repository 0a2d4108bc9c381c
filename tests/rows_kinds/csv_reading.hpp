#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rows/csv_parser.hpp"

namespace weir::stages::test {

/// Records of as many cells as there are columns, without a header, where nothing else is said.
struct Reading {
  Columns columns;
  CsvDialect dialect{.header = false};
  bool bad_values_are_null = false;
  bool types_are_shown = false;

  [[nodiscard]] CsvParser parser() const;
  /// Parses a text that nothing else points into.
  [[nodiscard]] CsvSlice parse(std::string_view records, std::uint64_t line = 1) const;
  /// `shown` of the rows, where nothing is malformed.
  [[nodiscard]] std::string rows(std::string_view records) const;
};

/// So many columns of text, whose cells are never null.
[[nodiscard]] Reading texts(std::size_t count);

/// Rows as `1|2.5|'a'|null`, one a line; times are in microseconds since 1970.
[[nodiscard]] std::string shown(const Rows& rows);
/// `line: reason: text`, one a line.
[[nodiscard]] std::string shown(const std::vector<MalformedRecord>& malformed);

}  // namespace weir::stages::test
