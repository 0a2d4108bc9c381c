#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weir/column_values.hpp>
#include <weir/columns.hpp>

#include "exec/child.hpp"

namespace weir::stages {

/// What is known of a program that has ended.
struct ProgramResult {
  Ending ending = {};
  double seconds = 0;
  std::string out = {};  ///< what it printed
  std::string err = {};
};

/// A text without the line ends at its end, as a shell's $(...) has it.
[[nodiscard]] std::string_view without_last_line_ends(std::string_view text) noexcept;

/// The columns of such results: `exit`, `signal`, `seconds`, `stdout` and `stderr`. One thread at a time.
class ResultColumns {
 public:
  /// Their names and types.
  [[nodiscard]] static const std::vector<Column>& columns();

  void add(const ProgramResult& result);
  /// Puts those of what was added behind other columns. The last call.
  void build_into(std::vector<ColumnValues>& values);

 private:
  ColumnBuilder exit_{ColumnType::integer};
  ColumnBuilder signal_{ColumnType::text};
  ColumnBuilder seconds_{ColumnType::floating};
  ColumnBuilder out_{ColumnType::text};
  ColumnBuilder err_{ColumnType::text};
};

}  // namespace weir::stages
