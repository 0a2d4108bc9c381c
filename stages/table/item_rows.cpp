#include "table/item_rows.hpp"

#include <cstddef>

#include <weir/error.hpp>
#include <weir/rejected.hpp>

namespace weir::stages {

// Rejected rows have the columns of any reject before their own.
void ItemRows::begin(const ItemType& type, std::string& out) {
  type_ = &type;
  if (type.id == item_type<Rows>().id) rows_of_ = [](const void* item) { return static_cast<const Rows*>(item); };
  if (type.id == item_type<Rejected<Rows>>().id)
    rows_of_ = [](const void* item) { return &static_cast<const Rejected<Rows>*>(item)->item; };
  std::vector<ItemColumn> columns = type.columns;
  if (rows_of_ != nullptr) row_cells_.emplace(columns_).add_to(columns);
  rows_->header(columns, out);
}

void ItemRows::add(const void* item, const TextOfRow& text_of_row) {
  cells_.clear();
  for (const auto& column : type_->columns) cells_.push_back(column.get(item));
  if (rows_of_ == nullptr) return rows_->row(cells_, text_of_row(cells_));
  const Rows& rows = *rows_of_(item);
  const std::size_t own = cells_.size();
  row_cells_->open(rows);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    cells_.resize(own);
    row_cells_->add_to(cells_, row);
    try {
      rows_->row(cells_, text_of_row(std::span(cells_).subspan(own)));
    } catch (const ItemError& error) {
      throw ItemError(error.reason(), rows.origin().of(row));
    }
  }
}

}  // namespace weir::stages
