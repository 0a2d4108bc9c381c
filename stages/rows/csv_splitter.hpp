#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rows/csv_dialect.hpp"

namespace weir::stages {

/// Where a cell is: what is between its quotes, if it has any.
struct CsvCell {
  const char* begin;
  std::uint32_t size;
  bool quoted;
  bool doubled;  ///< whether there are doubled quotes in it

  [[nodiscard]] std::string_view bytes() const noexcept { return {begin, size}; }
};

/// The text that a cell stands for: with one quote for each doubled one.
[[nodiscard]] std::string csv_text(const CsvCell& cell);

/// What is wrong with the quotes of a record.
enum class CsvFault : std::uint8_t {
  none,
  text_behind_quote,  ///< a cell goes on behind the quote that closes it
  unclosed_quote,     ///< the file ends within quotes
};

/// One record, as it is written.
struct CsvRecord {
  std::string_view bytes;           ///< without the line end
  std::size_t cells = 0;            ///< how many there are
  CsvFault fault = CsvFault::none;  ///< the first in it
  std::size_t faulty_cell = 0;      ///< which cell has that, from 0
};

/// The first record of a piece, with all its cells; nothing when there is none. Requires: as `CsvSplitter`.
[[nodiscard]] std::optional<std::pair<CsvRecord, std::vector<CsvCell>>> first_record(std::string_view piece, const CsvDialect& dialect);

/// Goes through the records of a piece, and says where their cells are. One thread at a time.
///
/// Delimiters and line ends are found 64 bytes at a time, as the bits of a word. Quoted cells are rarer, and searched for their quotes.
class CsvSplitter {
 public:
  /// Requires: the piece consists of whole records, and has fewer than 2^32 bytes, which outlive this.
  CsvSplitter(const CsvDialect& dialect, std::string_view piece) noexcept;

  /// Reads the next record; false when there is none. Its cells go into `cells`, as many as there is room for.
  [[nodiscard]] bool next(std::span<CsvCell> cells, CsvRecord& record) noexcept;

 private:
  static constexpr std::size_t kBlock = 64;

  void skip_lines() noexcept;
  const char* plain(CsvCell& cell) noexcept;
  const char* quoted(CsvCell& cell, CsvRecord& record) noexcept;
  [[nodiscard]] bool at_line_end(const char* at) const noexcept;
  [[nodiscard]] const char* without_return(const char* end) const noexcept;
  [[nodiscard]] const char* cell_end(const char* from) noexcept;
  void load(const char* block) noexcept;

  const char delimiter_;
  const std::optional<char> comment_;
  const char* at_;
  const char* const end_;
  const char* block_ = nullptr;  // what `cell_ends_` is of
  std::uint64_t cell_ends_ = 0;
};

}  // namespace weir::stages
