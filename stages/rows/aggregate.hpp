#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>

namespace weir::stages {

/// What is made of the values of many rows.
enum class AggregateFunction : std::uint8_t {
  count_rows,      ///< `count()`
  count,           ///< values that are not null
  sum,             ///< exact; of no values null
  avg,             ///< the exact sum, divided
  min,             ///< the least; of texts by their bytes
  max,             ///< the greatest
  stddev,          ///< of a sample; of less than two values null
  variance,        ///< its square
  count_distinct,  ///< different values that are not null
  quantile,        ///< between the two nearest values in proportion
  first,           ///< of the row that comes first in an order
  last,            ///< of the row that comes last
};

/// A function, and of which values.
struct Aggregate {
  AggregateFunction function;
  std::optional<Expression> of = {};     ///< nothing for `count_rows`
  std::optional<Expression> order = {};  ///< of `first` and `last`: what they go by
  double fraction = 0;                   ///< of `quantile`, from 0 to 1
  std::string text = {};                 ///< as it is written

  [[nodiscard]] ColumnType type() const noexcept;  ///< of its results
  [[nodiscard]] bool is_ordered() const noexcept { return function == AggregateFunction::first || function == AggregateFunction::last; }
};

/// Compiles a text such as `sum(price * count)`, over the columns that come in. What is wrong with it is reported at its place, and then
/// there is nothing.
[[nodiscard]] std::optional<Aggregate> compile_aggregate(const PlacedText& text, const Columns& in, const ErrorScope& errors);

}  // namespace weir::stages
