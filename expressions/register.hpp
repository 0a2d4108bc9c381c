#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <weir/column_values.hpp>

#include "vector.hpp"

namespace weir::expressions {

/// Memory for what a step computes. Steps whose results are not needed at the same time share one.
class Register {
 public:
  /// Starts on a new result.
  void begin(ColumnType type, std::size_t rows, std::uint32_t step);

  /// The array, to be written.
  template <ColumnValue T>
  [[nodiscard]] T* values() noexcept {
    return reinterpret_cast<T*>(values_.get());
  }
  /// The bitmap, to be written; all 0 when it is asked for first.
  [[nodiscard]] std::uint64_t* nulls();
  void set_null(std::size_t row) { nulls()[row / 64] |= std::uint64_t{1} << (row % 64); }
  void set_all_null();
  [[nodiscard]] bool is_null(std::size_t row) const noexcept { return has_nulls_ && (nulls_[row / 64] >> (row % 64) & 1U) != 0; }

  /// The row has no value. Requires: rows come ascending, and it is not null.
  void fail(std::size_t row);
  /// Nulls and failures of the arguments are those of the result too.
  void take_over(const Vector& argument);
  /// A failure of an argument is one of the result too.
  void take_over(Failure failure) { failures_.push_back(failure); }
  /// Ends the result: failures are put in order.
  [[nodiscard]] Vector end();

  /// The array and the bitmap of what was ended, as memory for columns. The register is as new.
  [[nodiscard]] ColumnValues release(std::vector<Buffer> texts);

 private:
  ColumnType type_ = ColumnType::boolean;
  std::size_t rows_ = 0;
  std::uint32_t step_ = 0;
  std::shared_ptr<std::byte[]> values_;
  std::size_t capacity_ = 0;  // in bytes
  std::vector<std::uint64_t> nulls_;
  bool has_nulls_ = false;
  std::vector<Failure> failures_;
};

}  // namespace weir::expressions
