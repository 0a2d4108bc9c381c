#pragma once

#include <cstddef>
#include <optional>
#include <string>
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

  /// Adds the names of the columns, without getters. One that is taken gets `item_` before it, as the columns of any rejected item.
  void add_to(std::vector<ItemColumn>& columns) const;
  /// The slice whose cells are asked for next; it outlives that. Requires: it has those columns.
  void open(const Rows& rows);
  /// Lets go of it.
  void close() noexcept { values_.clear(); }
  /// Adds a cell for each column, of a row of the slice, which they point into. A time is a text.
  void add_to(std::vector<Cell>& cells, std::size_t row) const;

 private:
  [[nodiscard]] Cell cell(std::size_t column, std::size_t row) const;

  std::vector<std::string> names_;
  std::vector<std::optional<Evaluator>> as_text_;  // of the columns of times
  std::vector<ColumnValues> values_;               // of the slice
};

}  // namespace weir::stages
