#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>

#include "rows/csv_dialect.hpp"

namespace weir::stages {

/// The first bytes of a file, some 64 KiB.
struct FileStart {
  std::string_view bytes;  ///< without a byte order mark
  bool whole;              ///< whether the file ends with them
};

/// What comes before the data.
struct CsvHead {
  std::size_t size = 0;                 ///< in bytes: of all up to the end of the header
  std::uint64_t line = 1;               ///< on which the rest of the file begins
  std::vector<std::string> names = {};  ///< of the columns, each only once; `column_1` where there is none. As many as a record has cells
};

/// The records behind `from` bytes that end in the bytes.
[[nodiscard]] std::string_view whole_records(const FileStart& start, const CsvDialect& dialect, std::size_t from = 0);

/// Says that no record ends in the bytes, and how to mend it.
[[nodiscard]] std::string endless_record(const FileStart& start);

/// The delimiter with which most records have as many cells as the first: a tab, `;`, `|` or `,`, in this order where there is a tie, and
/// `,` when no delimiter makes two cells. (`1,5;2,5` has decimal commas: that is likelier than a `;` in each text.)
[[nodiscard]] char sniff_delimiter(const FileStart& start, CsvDialect dialect);

/// Reads up to the first record of data. A file without a record has no names. Throws `Error` when the header does not end in these bytes
/// (without a header, the first record), is malformed, or is not UTF-8.
[[nodiscard]] CsvHead read_head(const FileStart& start, const CsvDialect& dialect);

/// The names of the head, with types from the records behind it: int when all values that are not null can be read as ints, otherwise
/// float, bool or time if that can be said, otherwise text; text also when all are null, and when a number in digits has leading zeros, a
/// plus sign or more of them than an int holds: an identifier comes out as it went in.
[[nodiscard]] Columns sniff_columns(const FileStart& start, const CsvDialect& dialect, const CsvHead& head);

}  // namespace weir::stages
