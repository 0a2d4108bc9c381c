#include "matrix/row_coverage.hpp"

#include <iterator>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

void RowCoverage::add(const ResultBlock& block) {
  const Product product{block.values->type(), block.total_rows, block.values->cols()};
  if (!product_) product_ = product;
  if (product != *product_) {
    throw Error(fmt::format("blocks of two products arrived, {} x {} of {} and {} x {} of {}; each product needs a stage of its own",
                            product_->rows, product_->cols, element_name(product_->type), product.rows, product.cols,
                            element_name(product.type)));
  }
  const std::size_t count = block.values->rows();
  if (block.first_row > product.rows || count > product.rows - block.first_row) {
    throw Error(fmt::format("a block of {} rows from row {} on arrived, of a product with {}", count, block.first_row, product.rows));
  }
  if (count > 0) insert(block.first_row, block.first_row + count);
}

void RowCoverage::insert(std::size_t first, std::size_t end) {
  auto after = ranges_.lower_bound(first);
  const bool overlaps_after = after != ranges_.end() && after->first < end;
  const bool overlaps_before = after != ranges_.begin() && std::prev(after)->second > first;
  if (overlaps_after || overlaps_before) {
    throw Error(fmt::format("some of the rows {} to {} arrived twice; each product needs a stage of its own", first, end - 1));
  }
  if (after != ranges_.end() && after->first == end) {
    end = after->second;
    after = ranges_.erase(after);
  }
  if (after != ranges_.begin() && std::prev(after)->second == first) {
    std::prev(after)->second = end;
  } else {
    ranges_.emplace_hint(after, first, end);
  }
}

bool RowCoverage::is_whole() const {
  return product_ && first_missing() == product_->rows;
}

void RowCoverage::require_whole() const {
  if (!product_) throw Error("no block of a product arrived");
  if (!is_whole()) throw Error(fmt::format("row {} of {} never arrived", first_missing(), product_->rows));
}

std::size_t RowCoverage::first_missing() const {
  const auto first = ranges_.begin();
  return first == ranges_.end() || first->first != 0 ? 0 : first->second;
}

}  // namespace weir::stages
