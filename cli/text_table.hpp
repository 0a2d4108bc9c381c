#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

/// Columns a terminal shows the text in. Bytes that are no UTF-8 count one each.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The longest start of the text that a terminal shows in `columns` columns.
[[nodiscard]] std::string_view fit_width(std::string_view text, std::size_t columns);

/// Rows in aligned columns, two blanks between them.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string head;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Requires a cell for each column.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Heads and rows, a line each. A column without any text is left out.
  [[nodiscard]] std::string render() const;

 private:
  [[nodiscard]] std::size_t width(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace weir::cli
