#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>

#include "rows/csv_dialect.hpp"
#include "rows/csv_sniffer.hpp"
#include "text/skipped_files.hpp"

namespace weir::stages {

/// How many bytes of a file are looked at.
inline constexpr std::size_t kLookedAt = std::size_t{64} << 10U;

/// Throws `Unreadable` for a file that begins with these bytes, behind a byte order mark, when its first record is not what CSV in UTF-8
/// has: in it or before it there are NULs, as in UTF-16, or a carriage return outside quotes that no line feed follows, as in files of old
/// Macs. Requires: `mark_of_text` had nothing against the file. Any number of threads.
void require_csv(const std::string& file, std::string_view bytes, const CsvDialect& dialect);

/// What is between cells where no file can be looked at: a comma or, where decimals have commas, a semicolon.
[[nodiscard]] char usual_delimiter(const CsvDialect& dialect) noexcept;

/// The delimiter for all files: that of the first one with a record, by the bytes that are looked at. Where a pipe or a device comes before
/// that one, or there is no record, it is the usual one: a comma or, where decimals have commas, a semicolon. Throws `Unreadable` for a
/// file that cannot be read, and for one whose first record does not end within those bytes; or, where `skipped` wants that, notes it there
/// and passes it over. Any number of threads.
[[nodiscard]] char fitting_delimiter(std::span<const std::string> files, const CsvDialect& dialect, SkippedFiles* skipped = nullptr);

/// The columns that the first file with a record shows. `sniffs_delimiter`: its delimiter is not that of the dialect, but the one that
/// fits. What is wrong goes to `errors`, which is the scope of the params, and then there are none. `skipped`: as for `fitting_delimiter`.
/// Any number of threads.
[[nodiscard]] std::optional<Columns> columns_shown(std::span<const std::string> files, const CsvDialect& dialect, bool sniffs_delimiter,
                                                   const ErrorScope& errors, SkippedFiles* skipped = nullptr);

}  // namespace weir::stages
