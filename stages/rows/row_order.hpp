#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>

namespace weir::stages {

/// One column that an order goes by.
struct OrderTerm {
  std::size_t column;
  bool descending = false;
  bool zeros_differ = false;  ///< of floats: -0.0 comes before 0.0, otherwise the two are equal
};

/// An order of rows with the same columns: by some of them, and where these are equal by all others from left to right, so that two rows
/// which neither comes before are the same. A null comes before all values, as SQLite has it, and texts are compared by their bytes.
/// Immutable: any thread may compare by it.
class RowOrder {
 public:
  /// Requires: there are these columns.
  RowOrder(const std::vector<OrderTerm>& by, const Columns& columns);

  /// First those that were given, in that order.
  [[nodiscard]] const std::vector<OrderTerm>& terms() const noexcept { return terms_; }

  static constexpr auto kAll = static_cast<std::size_t>(-1);
  /// Below 0, 0 or above 0: how a row compares with another, by the terms from `first` on and before `end`. Requires: both slices have the
  /// columns.
  [[nodiscard]] int compare(const Rows& a, std::size_t row_a, const Rows& b, std::size_t row_b, std::size_t first = 0,
                            std::size_t end = kAll) const;

 private:
  std::vector<OrderTerm> terms_;
};

/// Numbers of 64 bits that compare as the values do.
[[nodiscard]] inline std::uint64_t sort_key(bool value) noexcept {
  return value ? 1 : 0;
}
[[nodiscard]] inline std::uint64_t sort_key(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value) ^ std::uint64_t{1} << 63U;
}
[[nodiscard]] inline std::uint64_t sort_key(Time value) noexcept {
  return sort_key(std::int64_t{value.time_since_epoch().count()});
}
/// -0.0 comes before 0.0.
[[nodiscard]] inline std::uint64_t sort_key(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  constexpr auto kSign = std::uint64_t{1} << 63U;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
/// The same, where -0.0 may be equal to 0.0.
template <class T>
[[nodiscard]] std::uint64_t sort_key(T value, bool zeros_differ) noexcept {
  if constexpr (std::same_as<T, double>) return sort_key(zeros_differ ? value : value + 0.0);
  return sort_key(value);
}

/// Appends the value that has that number in a column of the type of the builder, which is not text.
void append_sort_key(std::uint64_t number, ColumnBuilder& to);

/// Below 0, 0 or above 0: how a value compares with another of its type. Requires: there are these rows.
[[nodiscard]] int compare_cells(const ColumnValues& a, std::size_t row_a, const ColumnValues& b, std::size_t row_b,
                                bool zeros_differ = false);

/// The terms of a param such as `by: [-hits, url]`, of columns that come in. What is wrong with it is reported at its place, and then there
/// is nothing.
[[nodiscard]] std::optional<std::vector<OrderTerm>> order_param(const std::vector<PlacedText>& by, const Columns& in,
                                                                const ErrorScope& errors);

/// The same of params that have been checked. Throws `Error` when there is no such column.
[[nodiscard]] std::vector<OrderTerm> order_of(const std::vector<PlacedText>& by, const Columns& in);

}  // namespace weir::stages
