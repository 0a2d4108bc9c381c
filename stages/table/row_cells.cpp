#include "table/row_cells.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace weir::stages {

namespace {

// A name as an expression has it.
std::string in_quotes(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

template <ColumnValue T>
Cell cell_of(const ColumnValues& values, std::size_t row) {
  return values.as<T>()[row];
}

}  // namespace

RowCells::RowCells(const Columns& columns) : as_text_(columns.size()) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    names_.push_back(columns[c].name);
    if (columns[c].type == ColumnType::time)
      as_text_[c].emplace(Expression::compile("cast(" + in_quotes(columns[c].name) + " as text)", columns));
  }
}

void RowCells::add_to(std::vector<ItemColumn>& columns) const {
  for (const std::string& name : names_) {
    const bool taken = std::any_of(columns.begin(), columns.end(), [&](const ItemColumn& other) { return other.name == name; });
    columns.push_back({taken ? "item_" + name : name, {}});
  }
}

void RowCells::open(const Rows& rows) {
  values_.clear();
  for (std::size_t c = 0; c < names_.size(); ++c) {
    auto& as_text = as_text_[c];
    values_.push_back(as_text ? as_text->evaluate(rows).values : rows.column(c));
  }
}

void RowCells::add_to(std::vector<Cell>& cells, std::size_t row) const {
  for (std::size_t c = 0; c < values_.size(); ++c) cells.push_back(cell(c, row));
}

Cell RowCells::cell(std::size_t column, std::size_t row) const {
  const ColumnValues& values = values_[column];
  if (values.is_null(row)) return std::monostate();
  switch (values.type()) {
    case ColumnType::boolean:
      return cell_of<bool>(values, row);
    case ColumnType::integer:
      return cell_of<std::int64_t>(values, row);
    case ColumnType::floating:
      return cell_of<double>(values, row);
    case ColumnType::text:
      return cell_of<std::string_view>(values, row);
    case ColumnType::time:
      break;  // has become text
  }
  return std::monostate();
}

}  // namespace weir::stages
