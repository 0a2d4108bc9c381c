#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/rows.hpp>

namespace weir::stages {

/// Some columns of rows as keys: bytes whose order (as `memcmp` has it, a key before its extensions) is that of the values, column by
/// column, null before any other. Equal keys are equal values, and 0.0 equals -0.0. Texts are in the order of their bytes.
///
/// A key of one column has no mark for null, which saves time: such a row is null itself (`is_null`). One thread at a time.
class RowKeys {
 public:
  /// `columns` of rows of `in`. Requires: they are in `in`.
  RowKeys(const Columns& in, std::vector<std::size_t> columns);

  /// Makes the keys of a slice. What it made before is gone.
  void read(const Rows& slice);
  /// One a row, until the next `read`; of one column of texts they point into the slice. Of a row that `is_null` there is some key.
  [[nodiscard]] std::span<const std::string_view> keys() const noexcept { return keys_; }
  /// Whether some row is null.
  [[nodiscard]] bool has_nulls() const noexcept { return nulls_ != nullptr; }
  /// Whether the only column is null there; false when there are several. Requires: `has_nulls()`.
  [[nodiscard]] bool is_null(std::size_t row) const noexcept { return nulls_->is_null(row); }

  /// The columns that `append` makes.
  [[nodiscard]] const Columns& columns() const noexcept { return columns_; }
  /// Appends the values of a key to builders, one for each of the columns.
  void append(std::string_view key, std::span<ColumnBuilder> to) const;
  /// Appends those of a row that is null.
  void append_null(std::span<ColumnBuilder> to) const;

 private:
  void read_numbers(const ColumnValues& values);
  void pack(const ColumnValues& values, std::size_t row);

  std::vector<std::size_t> indices_;  // of the columns
  Columns columns_;
  const ColumnValues* nulls_ = nullptr;  // the only column, where it has nulls
  std::vector<std::string_view> keys_;
  std::vector<std::uint64_t> numbers_;  // the bytes of keys of one column that is not text
  std::string packed_;                  // the bytes of keys of several columns
  std::vector<std::size_t> ends_;       // of these, in `packed_`
};

}  // namespace weir::stages
