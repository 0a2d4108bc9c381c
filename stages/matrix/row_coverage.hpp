#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include <weir/stages/matrix.hpp>

namespace weir::stages {

/// Checks that the blocks, which arrive in any order, make up one product: the same shape and type in each, every row exactly once.
/// Neighbouring ranges are merged, so that it stays small.
class RowCoverage {
 public:
  /// Throws `Error` when the block is of another product, goes beyond its end, or has a row that was there before.
  void add(const ResultBlock& block);

  /// Throws `Error` when rows are missing, or nothing came at all.
  void require_whole() const;

  /// Every row of a product has arrived.
  [[nodiscard]] bool is_whole() const;

  [[nodiscard]] bool empty() const noexcept { return !product_.has_value(); }
  /// Of the product. Requires `!empty()`.
  [[nodiscard]] ElementType type() const { return product_.value().type; }
  [[nodiscard]] std::size_t rows() const { return product_.value().rows; }
  [[nodiscard]] std::size_t cols() const { return product_.value().cols; }

 private:
  struct Product {
    ElementType type;
    std::size_t rows;
    std::size_t cols;
    friend bool operator==(const Product&, const Product&) = default;
  };

  [[nodiscard]] std::size_t first_missing() const;  // the number of rows when none is
  void insert(std::size_t first, std::size_t end);

  std::optional<Product> product_;
  std::map<std::size_t, std::size_t> ranges_;  // first row → the row after the last; they neither touch nor overlap
};

}  // namespace weir::stages
