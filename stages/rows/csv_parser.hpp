#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weir/rows.hpp>

#include "rows/csv_dialect.hpp"
#include "rows/malformed_record.hpp"

namespace weir::stages {

/// Some records of a file, whole ones.
struct CsvPiece {
  std::string_view records;                      ///< fewer than 2^32 bytes
  Buffer memory = {};                            ///< what they are in; texts go on to point into it
  std::uint64_t line = 1;                        ///< of the file, on which they begin
  std::uint64_t lines = 0;                       ///< how many they take, or 0 where that is not known
  std::shared_ptr<const std::string> file = {};  ///< where they are from: null where rows need not know
};

/// Which cells of a record become which columns.
struct CsvSchema {
  std::size_t width;                 ///< how many cells each record has, at least 1
  Columns columns;                   ///< of the rows, at least one
  std::vector<std::size_t> cells;    ///< for each of the columns, which cell its values come from, counted from 0
  bool bad_values_are_null = false;  ///< whether a value that cannot be read is null; otherwise its record is malformed
  bool types_are_shown = false;      ///< whether the file shows them, and nobody named them: then an identifier among numbers is malformed
};

/// What a piece has in it, both in the order of the file.
struct CsvSlice {
  Rows rows;
  std::vector<MalformedRecord> malformed;
};

/// Makes rows of records. Immutable: any thread may parse with it.
///
/// A text is a view into the piece, unless it has doubled quotes. Around other values there may be blanks, where they are not in quotes.
class CsvParser {
 public:
  /// Requires: `schema.cells` has one index for each column, and each is below `schema.width`.
  CsvParser(CsvDialect dialect, CsvSchema schema);

  /// All records of the piece, in rows or in the list of malformed ones: those with fewer or more cells than `width`, with a value that is
  /// not of its column's type, with an identifier among numbers, with a text that is not UTF-8, with text behind a closing quote, or with a
  /// quote that is not closed.
  [[nodiscard]] CsvSlice parse(const CsvPiece& piece) const;

 private:
  CsvDialect dialect_;
  CsvSchema schema_;
};

}  // namespace weir::stages
