#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/item.hpp>
#include <weir/rows.hpp>

#include "table/row_cells.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

/// Turns items of any type that says its columns into the text of a table: one row an item, or all rows of `Rows`, rejected ones too. One
/// thread at a time. Functions append what is ready.
class ItemRows {
 public:
  /// `columns`: of the rows, where rows come.
  ItemRows(std::unique_ptr<RowWriter> rows, const Columns& columns) : rows_(std::move(rows)), columns_(columns) {}

  /// The names of the columns, where the table has them. First of all, once. The type outlives this.
  void begin(const ItemType& type, std::string& out);
  /// Returns where the text of a row goes. `cells` are those of its own columns, without what a reject has before them. An `ItemError`
  /// that it throws gets the place of the row.
  using TextOfRow = std::function<std::string&(std::span<const Cell> cells)>;
  /// An item of that type. `text_of_row` is called for each of its rows, in order, before that is written.
  void add(const void* item, const TextOfRow& text_of_row);
  /// As those of `RowWriter`.
  [[nodiscard]] bool holds() const { return rows_->holds(); }
  void release(std::string& out) { rows_->release(out); }

 private:
  std::unique_ptr<RowWriter> rows_;
  Columns columns_;
  const ItemType* type_ = nullptr;
  const Rows* (*rows_of_)(const void*) = nullptr;  // of an item; null where items have none
  std::optional<RowCells> row_cells_;              // where they have
  std::vector<Cell> cells_;                        // of the row being written
};

}  // namespace weir::stages
