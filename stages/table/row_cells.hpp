#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <weir/columns.hpp>
#include <weir/expression.hpp>
#include <weir/item.hpp>
#include <weir/rows.hpp>

namespace weir::stages {

/// The cells of rows, as a `RowWriter` takes them. One thread at a time.
class RowCells {
 public:
  explicit RowCells(const Columns& columns);

  /// The names of the columns; they have no getters.
  [[nodiscard]] std::span<const ItemColumn> columns() const noexcept { return names_; }
  /// The slice whose cells are asked for next; it outlives that. Requires: it has those columns.
  void open(const Rows& rows);
  /// One cell a column, of a row of the slice; until the next call. A time is a text.
  [[nodiscard]] std::span<const Cell> row(std::size_t row);

 private:
  [[nodiscard]] Cell cell(std::size_t column, std::size_t row) const;

  std::vector<ItemColumn> names_;
  std::vector<std::optional<Evaluator>> as_text_;  // of the columns of times
  std::vector<ColumnValues> values_;               // of the slice
  std::vector<Cell> cells_;
};

}  // namespace weir::stages
