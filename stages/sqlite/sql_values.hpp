#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <weir/rows.hpp>

#include "sqlite/database.hpp"

namespace weir::stages {

// Values of SQLite, each of which has a type of its own whatever its column says, and those of rows.

/// What a column of a table holds that was made with that type: SQLite's rules of affinity (https://sqlite.org/datatype3.html, 3.1), and
/// before them bool, date and time, as people write them. Nothing where only values can tell.
[[nodiscard]] std::optional<ColumnType> type_declared(std::string_view declared);

/// The name of the type with which a table is made for such a column.
[[nodiscard]] std::string_view declaration_of(ColumnType type) noexcept;

/// The type that a column's values have in common.
class SeenType {
 public:
  /// One of them: the value of the row that the statement is at.
  void see(const Statement& statement, int column);
  /// Text where all were null. Nothing where one is a blob, which rows cannot hold.
  [[nodiscard]] std::optional<ColumnType> type() const noexcept;

 private:
  bool integers_ = false;
  bool floats_ = false;
  bool texts_ = false;
  bool blobs_ = false;
};

/// Appends the value of the row that the statement is at. False when it is not of the builder's type; then nothing is appended.
[[nodiscard]] bool append_value(const Statement& statement, int column, ColumnBuilder& to);

/// The value as messages show it: `'abc'`.
[[nodiscard]] std::string shown_value(const Statement& statement, int column);

/// Gives a statement the value of a row for its parameter `index`, from 1. It must stay there until the statement has run. Returns what is
/// wrong with a value that SQLite cannot hold.
[[nodiscard]] std::optional<std::string> bind_value(const Statement& statement, int index, const ColumnValues& values, std::size_t row);

}  // namespace weir::stages
