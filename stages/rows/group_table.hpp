#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <weir/rows.hpp>

#include "rows/accumulator.hpp"
#include "rows/aggregate.hpp"
#include "rows/key_table.hpp"
#include "rows/row_keys.hpp"
#include "system/memory_budget.hpp"

namespace weir::stages {

/// How rows are put into groups, and what is made of their values.
struct Grouping {
  Columns in;                         ///< of the rows
  std::vector<std::size_t> by;        ///< columns whose values are the same in all rows of a group; none: all rows are one group
  std::vector<Aggregate> aggregates;  ///< at least one
  Columns out;                        ///< those of `by`, then one for each aggregate
};

/// The values of some rows for one aggregate.
struct AggregateInput {
  std::optional<ColumnValues> values = {};  ///< nothing for `count_rows`
  std::optional<ColumnValues> order = {};   ///< of `first` and `last`
};

/// The groups of some rows. One thread at a time.
class GroupTable {
 public:
  /// Its memory is taken from `budget`, which outlives it, as `grouping` does.
  GroupTable(const Grouping& grouping, MemoryBudget& budget);

  /// Adds rows. `inputs` has one for each aggregate. Throws `MemoryError` or `std::bad_alloc`, after which the table can only be destroyed.
  void add(const Rows& slice, std::span<const AggregateInput> inputs);
  /// Adds some groups of another table of the same grouping, whose values are no longer needed there.
  void merge(const GroupTable& other, std::span<const std::uint32_t> groups);
  /// Whether groups can be merged into several tables, some here and some there, at little cost.
  [[nodiscard]] bool merges_in_parts() const noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }  ///< how many groups there are
  /// The key of a group as `RowKeys` makes it, and its hash. Of a group whose only key is null both say nothing.
  [[nodiscard]] std::string_view key(std::uint32_t group) const noexcept { return keys_[group]; }
  [[nodiscard]] std::uint64_t hash(std::uint32_t group) const noexcept { return keys_.hash_of(group); }
  [[nodiscard]] bool is_null(std::uint32_t group) const noexcept { return null_group_ == group; }

  /// After the last rows, and before `append`.
  void complete();
  /// Appends the rows of groups to builders of the columns that go out. Any number of threads may call it.
  void append(std::span<const std::uint32_t> groups, std::span<ColumnBuilder> to) const;

 private:
  void find_groups(const Rows& slice);
  std::uint32_t apart();
  void resize_all();

  const Grouping& grouping_;
  RowKeys row_keys_;
  KeyTable keys_;
  std::optional<std::uint32_t> null_group_;  // of rows whose only key is null, or of all rows where there is no key
  std::vector<std::unique_ptr<Accumulator>> accumulators_;
  std::vector<std::uint64_t> hashes_;  // of the rows at hand
  std::vector<std::uint32_t> groups_;  // likewise
};

/// The rows of all groups of some tables of one grouping, in the order of their keys, in slices of some thousand. It works on all threads
/// of the caller's arena that have nothing else to do, and leaves the tables empty-handed.
[[nodiscard]] std::vector<Rows> merged_groups(const Grouping& grouping, std::vector<std::unique_ptr<GroupTable>> tables,
                                              MemoryBudget& budget);

}  // namespace weir::stages
