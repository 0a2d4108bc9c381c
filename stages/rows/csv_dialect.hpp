#pragma once

#include <optional>
#include <string>
#include <vector>

namespace weir::stages {

/// What encloses a cell that has delimiters, line ends or quotes in it; a quote in such a cell is doubled (RFC 4180).
inline constexpr char kCsvQuote = '"';

/// How a CSV file is written. Lines end with LF or CRLF; blank lines are skipped. A quote encloses a cell only as its first byte; elsewhere
/// it stands for itself. Requires: `delimiter` and `comment` differ, and neither is a quote or a part of a line end.
struct CsvDialect {
  char delimiter = ',';                ///< between two cells
  bool header = true;                  ///< whether the first record has the names of the columns
  std::optional<char> comment = {};    ///< a line that begins with it is skipped
  bool decimal_comma = false;          ///< whether floats are written as `1,5`, not `1.5`
  std::vector<std::string> nulls{""};  ///< cells that are null. One in quotes is a text, but in a column of another type it is null too
};

}  // namespace weir::stages
