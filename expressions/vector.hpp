#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <weir/column_values.hpp>

namespace weir::expressions {

/// A row that has no value, and the step of the program where it failed.
struct Failure {
  std::uint32_t row;
  std::uint32_t step;
};

/// What a step has computed of all rows of a slice, for the steps after it to read.
struct Vector {
  ColumnType type;
  bool constant = false;                 ///< one value, at index 0, stands for all rows
  const void* values = nullptr;          ///< an array
  const std::uint64_t* nulls = nullptr;  ///< as `ColumnValues` has them; null when there are none; of a constant, bit 0
  std::span<const Failure> failures;     ///< by row; each is null as well

  template <ColumnValue T>
  [[nodiscard]] const T* as() const noexcept {
    return static_cast<const T*>(values);
  }
  [[nodiscard]] bool is_null(std::size_t row) const noexcept {
    const std::size_t at = constant ? 0 : row;
    return nulls != nullptr && (nulls[at / 64] >> (at % 64) & 1U) != 0;
  }
};

/// The value of a row, also where one stands for all.
template <ColumnValue T>
class Reader {
 public:
  explicit Reader(const Vector& vector) noexcept : values_(vector.as<T>()), stride_(vector.constant ? 0 : 1) {}
  [[nodiscard]] const T& operator[](std::size_t row) const noexcept { return values_[row * stride_]; }

 private:
  const T* values_;
  std::size_t stride_;
};

[[nodiscard]] constexpr std::size_t words_for(std::size_t rows) noexcept {
  return (rows + 63) / 64;
}

}  // namespace weir::expressions
