#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <weir/column_values.hpp>

#include "rows/aggregate.hpp"
#include "system/memory_budget.hpp"

namespace weir::stages {

/// Gathers the values of one aggregate, for each group. One thread at a time. What it answers does not depend on the order in which values
/// came, nor on how they were spread over accumulators that were merged.
class Accumulator {
 public:
  /// Two groups that are one: of the other accumulator, and of this one.
  struct Pair {
    std::uint32_t from;
    std::uint32_t to;
  };

  Accumulator() = default;
  Accumulator(const Accumulator&) = delete;
  Accumulator& operator=(const Accumulator&) = delete;
  virtual ~Accumulator() = default;

  /// From now on there are so many groups; the new ones have no values. Throws `MemoryError`, as all that adds does.
  virtual void resize(std::size_t groups) = 0;
  /// Adds the value of each row to its group. `values` is null for `count_rows`, `order` for all but `first` and `last`. Requires: there
  /// are as many groups as values.
  virtual void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues* order) = 0;
  /// Adds what another accumulator of the same aggregate has of some groups.
  virtual void merge(const Accumulator& other, std::span<const Pair> groups) = 0;
  /// Whether `merge` looks at the groups of its pairs alone, so that some can be merged here and some elsewhere at little cost.
  [[nodiscard]] virtual bool merges_in_parts() const noexcept { return true; }

  /// After the last value, and before `append`.
  virtual void complete() {}
  /// Appends the results of groups. Any number of threads may call it. Throws `Error` for a sum that is too large.
  virtual void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const = 0;
};

/// An accumulator, whose memory is taken from `budget`, which outlives it.
[[nodiscard]] std::unique_ptr<Accumulator> make_accumulator(const Aggregate& aggregate, MemoryBudget& budget);

/// Those that keep the values themselves: `count_distinct`, `quantile`, and `min` and `max` of texts.
[[nodiscard]] std::unique_ptr<Accumulator> make_keeping_accumulator(const Aggregate& aggregate, MemoryBudget& budget);

/// `first` and `last`.
[[nodiscard]] std::unique_ptr<Accumulator> make_ordered_accumulator(const Aggregate& aggregate, MemoryBudget& budget);

}  // namespace weir::stages
