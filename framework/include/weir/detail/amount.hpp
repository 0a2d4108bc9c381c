#pragma once

#include <cstdint>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// How many rows an item has. Specialised by types that are slices of a table; of any other no rows are counted.
template <class T>
struct RowsIn {
  static constexpr bool kCounts = false;
  static constexpr std::uint64_t of(const T&) noexcept { return 0; }
};

/// Those whose rows have columns, which `RowsIn` knows, too.
template <class T>
concept HasColumns = requires(const T& item) {
  RowsIn<T>::columns(item);
};

/// A sum of rows. Where none are counted it takes no room, and costs nothing.
template <bool kCounts>
class RowSum {
 public:
  void operator+=(std::uint64_t) noexcept {}
  void operator-=(std::uint64_t) noexcept {}
  [[nodiscard]] std::uint64_t count() const noexcept { return 0; }
};
template <>
class RowSum<true> {
 public:
  void operator+=(std::uint64_t rows) noexcept { rows_ += rows; }
  void operator-=(std::uint64_t rows) noexcept { rows_ -= rows; }
  [[nodiscard]] std::uint64_t count() const noexcept { return rows_; }

 private:
  std::uint64_t rows_ = 0;
};

/// So many items, with so many rows in those that are slices of a table. All accounts of a run are kept in both.
struct Amount {
  std::uint64_t items = 0;
  std::uint64_t rows = 0;

  constexpr Amount& operator+=(Amount other) noexcept {
    items += other.items;
    rows += other.rows;
    return *this;
  }
  constexpr Amount& operator-=(Amount other) noexcept {
    items -= other.items;
    rows -= other.rows;
    return *this;
  }
  friend constexpr Amount operator+(Amount a, Amount b) noexcept { return a += b; }
  friend constexpr Amount operator-(Amount a, Amount b) noexcept { return a -= b; }
  friend constexpr bool operator==(Amount, Amount) = default;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
