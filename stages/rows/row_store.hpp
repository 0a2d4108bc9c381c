#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <weir/rows.hpp>

#include "system/memory_budget.hpp"

namespace weir::stages {

/// Rows that a stage holds. They are copied, with their texts, so that the slices which they came in, and the file that these may point
/// into, are let go. One thread at a time may add rows; any number may read while none adds.
class RowStore {
 public:
  /// A row in the store: the slice that it is in, and its place there.
  using Index = std::uint64_t;
  static constexpr unsigned kSliceBits = 14;

  [[nodiscard]] static std::size_t slice_of(Index row) noexcept { return row >> kSliceBits; }
  [[nodiscard]] static std::size_t place_of(Index row) noexcept { return row & ((std::size_t{1} << kSliceBits) - 1); }

  /// What it holds is taken from `budget`, which outlives it.
  RowStore(Columns columns, MemoryBudget& budget);
  RowStore(const RowStore&) = delete;
  RowStore& operator=(const RowStore&) = delete;
  ~RowStore() { budget_.give_back(taken_); }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Of the slices that are sealed.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return taken_; }

  /// Copies rows of a slice, all or some. Throws `MemoryError` when the budget does not allow it. Requires: it has the columns, and these
  /// rows.
  void add(const Rows& slice);
  void add(const Rows& slice, std::span<const std::uint32_t> rows);
  /// Before rows are read: those that were added last become a slice, too.
  void seal();
  /// Lets go of all rows but these, which have new indices then, in that order. Requires: `seal` was called after the last `add`.
  void keep(std::span<const Index> rows);

  /// The slices that the rows are in. Requires: `seal` was called after the last `add`.
  [[nodiscard]] const std::vector<Rows>& slices() const noexcept { return slices_; }
  /// All of them, in the order in which they came. Requires: the same.
  [[nodiscard]] std::vector<Index> rows() const;
  /// A copy of some rows, in that order. Requires: the same.
  [[nodiscard]] Rows gather(std::span<const Index> rows) const;
  /// Calls `f` with copies of some thousand rows at a time, as they are to travel. Requires: the same.
  template <class F>
  void for_each_slice(std::span<const Index> rows, F f) const {
    constexpr std::size_t kRows = 4096;
    for (; !rows.empty(); rows = rows.subspan(std::min(kRows, rows.size()))) f(gather(rows.first(std::min(kRows, rows.size()))));
  }

 private:
  void swap(RowStore& other) noexcept;
  void add_column(std::size_t column, const ColumnValues& values, std::span<const std::uint32_t> rows);

  Columns columns_;
  MemoryBudget& budget_;
  std::vector<Rows> slices_;
  RowsBuilder open_;
  std::size_t open_rows_ = 0;
  std::size_t open_text_ = 0;  // bytes
  std::size_t size_ = 0;
  std::uint64_t taken_ = 0;  // from the budget
  std::vector<std::uint32_t> all_;
};

}  // namespace weir::stages
