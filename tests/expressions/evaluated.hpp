#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weir/expression.hpp>

namespace test {

/// A value that lives by itself.
template <weir::ColumnValue T>
using Owned = std::conditional_t<std::same_as<T, std::string_view>, std::string, T>;

/// What an expression comes to in each row; nothing for a null.
template <weir::ColumnValue T>
std::vector<std::optional<Owned<T>>> evaluated(std::string_view text, const weir::Rows& rows) {
  const weir::ColumnValues values = weir::Evaluator(weir::Expression::compile(text, rows.columns())).evaluate(rows).values;
  std::vector<std::optional<Owned<T>>> list;
  for (std::size_t row = 0; row < rows.size(); ++row) list.emplace_back(values.get<T>(row));
  return list;
}

/// The value of an expression without columns.
template <weir::ColumnValue T>
std::optional<Owned<T>> value_of(std::string_view text) {
  static const weir::Rows one = weir::RowsBuilder(weir::Columns{{"one", weir::ColumnType::integer}}).add(1).build();
  return evaluated<T>(text, one).front();
}

}  // namespace test
