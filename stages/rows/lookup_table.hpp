#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/rows.hpp>

#include "rows/csv_dialect.hpp"
#include "rows/csv_sniffer.hpp"

namespace weir::stages {

/// A small CSV file, read whole. Immutable: any thread may use it.
class TableFile {
 public:
  /// Throws `Unreadable` when it cannot be read, and `Error`, which names it, when it is not a table.
  explicit TableFile(const std::string& path);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// All, with the types that all their values have.
  [[nodiscard]] const Columns& columns() const noexcept { return columns_; }
  /// All rows of some columns, as values of the types that are asked for. Throws `Error`, with file and line, for the first record that
  /// cannot be read so, and when there is no such column.
  [[nodiscard]] Rows rows(const Columns& columns) const;
  /// The line of the file on which a row begins, and what a column of it has there. Requires: there are more rows than `row`, and the
  /// column.
  struct Place {
    std::uint64_t line;
    std::string cell;
  };
  [[nodiscard]] Place place(std::size_t row, std::string_view column) const;

 private:
  [[nodiscard]] std::string_view records() const noexcept { return std::string_view(*bytes_).substr(head_.size); }
  [[nodiscard]] std::size_t cell_of(std::string_view column) const;

  std::string path_;
  std::shared_ptr<const std::string> bytes_;  // without a byte order mark; texts of rows point into it
  CsvDialect dialect_;
  CsvHead head_;
  Columns columns_;
};

/// The rows of a table, to be found by their key: one column or several, whose values together are there once. Immutable: any thread may
/// look up in it.
class LookupTable {
 public:
  using Index = std::uint32_t;
  static constexpr Index kNone = static_cast<Index>(-1);

  /// Throws `Error`, which names lines of the file, when a key is null or is there twice, or as `TableFile::rows`.
  LookupTable(const TableFile& file, const Columns& key, const Columns& values);

  /// What is found: all columns but the key.
  [[nodiscard]] const ColumnValues& column(std::size_t column) const noexcept { return rows_.column(keys_ + column); }

  /// For each row of a slice the one that has the values of `columns` as its key, or `kNone`. Requires: they have the types of the key.
  void find(const Rows& slice, const std::vector<std::size_t>& columns, std::vector<Index>& found) const;

 private:
  void add(Index row, const TableFile& file, const std::vector<std::size_t>& key);
  [[nodiscard]] std::string text_of_key(Index row, const TableFile& file) const;
  [[nodiscard]] std::size_t slot(std::uint64_t hash) const noexcept { return hash & (slots_.size() - 1); }
  [[nodiscard]] Index find(std::uint64_t hash, const Rows& slice, const std::vector<std::size_t>& columns, std::size_t row) const;

  std::size_t keys_;  // how many columns the key has
  Rows rows_;         // these come first
  std::vector<std::uint64_t> hashes_;
  std::vector<Index> slots_;  // open addressing: rows, each behind the slot of its hash
};

}  // namespace weir::stages
