#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <weir/expression.hpp>

namespace test {

/// What an expression comes to in each row; nothing for a null.
template <weir::ColumnValue T>
std::vector<std::optional<T>> evaluated(std::string_view text, const weir::Rows& rows) {
  const weir::ColumnValues values = weir::Evaluator(weir::Expression::compile(text, rows.columns())).evaluate(rows).values;
  std::vector<std::optional<T>> list;
  for (std::size_t row = 0; row < rows.size(); ++row) list.push_back(values.get<T>(row));
  return list;
}

/// The value of an expression without columns. Requires: it is not text.
template <weir::ColumnValue T>
std::optional<T> value_of(std::string_view text) {
  static const weir::Rows one = weir::RowsBuilder(weir::Columns{{"one", weir::ColumnType::integer}}).add(1).build();
  return evaluated<T>(text, one).front();
}

}  // namespace test
