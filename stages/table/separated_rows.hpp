#pragma once

#include <string>
#include <string_view>

#include "table/row_writer.hpp"

namespace weir::stages {

/// `csv` and `tsv`: cells with a separator between them, each made safe by `protect`.
class SeparatedRows final : public RowWriter {
 public:
  /// Appends a string cell so that it reads back the same. `only_cell`: the row has no other.
  using Protect = void (*)(std::string& out, std::string_view text, bool only_cell);

  SeparatedRows(char separator, Protect protect) : separator_(separator), protect_(protect) {}
  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;

 private:
  char separator_;
  Protect protect_;
};

/// RFC 4180: a cell with a comma, a quote or a line end is quoted, and its quotes doubled. An empty only cell is quoted too, or its line
/// would be empty, which readers skip.
void quote_csv(std::string& out, std::string_view text, bool only_cell);
/// The same where a null is written as nothing: an empty text is quoted.
void quote_csv_beside_nulls(std::string& out, std::string_view text, bool only_cell);
/// Writes \t \n \r and \\ for a tab, a new line, a carriage return and a backslash.
void escape_tsv(std::string& out, std::string_view text, bool only_cell);

}  // namespace weir::stages
