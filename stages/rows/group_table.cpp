#include "rows/group_table.hpp"

#include <algorithm>
#include <utility>

namespace weir::stages {

GroupTable::GroupTable(const Grouping& grouping, MemoryBudget& budget)
    : grouping_(grouping), row_keys_(grouping.in, grouping.by), keys_(budget) {
  for (const Aggregate& aggregate : grouping.aggregates) accumulators_.push_back(make_accumulator(aggregate, budget));
  if (grouping.by.empty()) apart();
  resize_all();
}

void GroupTable::add(const Rows& slice, std::span<const AggregateInput> inputs) {
  const auto pointer = [](const std::optional<ColumnValues>& values) { return values ? &*values : nullptr; };
  find_groups(slice);
  resize_all();
  for (std::size_t i = 0; i < accumulators_.size(); ++i)
    accumulators_[i]->add(groups_, pointer(inputs[i].values), pointer(inputs[i].order));
}

void GroupTable::find_groups(const Rows& slice) {
  const std::size_t rows = slice.size();
  groups_.resize(rows);
  if (grouping_.by.empty()) {
    std::fill(groups_.begin(), groups_.end(), *null_group_);
    return;
  }
  row_keys_.read(slice);
  const auto keys = row_keys_.keys();
  hashes_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) hashes_[row] = KeyTable::hash(keys[row]);
  if (!row_keys_.has_nulls()) return keys_.add(keys, hashes_, groups_);
  for (std::size_t row = 0; row < rows; ++row) groups_[row] = row_keys_.is_null(row) ? apart() : keys_.add(keys[row], hashes_[row]);
}

std::uint32_t GroupTable::apart() {
  if (!null_group_) null_group_ = keys_.add_apart();
  return *null_group_;
}

void GroupTable::resize_all() {
  for (const auto& accumulator : accumulators_) accumulator->resize(keys_.size());
}

void GroupTable::merge(const GroupTable& other, std::span<const std::uint32_t> groups) {
  std::vector<Accumulator::Pair> pairs;
  pairs.reserve(groups.size());
  for (const std::uint32_t group : groups)
    pairs.push_back({group, other.is_null(group) ? apart() : keys_.add(other.key(group), other.hash(group))});
  resize_all();
  for (std::size_t i = 0; i < accumulators_.size(); ++i) accumulators_[i]->merge(*other.accumulators_[i], pairs);
}

bool GroupTable::merges_in_parts() const noexcept {
  return std::all_of(accumulators_.begin(), accumulators_.end(), [](const auto& accumulator) { return accumulator->merges_in_parts(); });
}

void GroupTable::complete() {
  for (const auto& accumulator : accumulators_) accumulator->complete();
}

void GroupTable::append(std::span<const std::uint32_t> groups, std::span<ColumnBuilder> to) const {
  const auto by = to.first(grouping_.by.size());
  for (const std::uint32_t group : groups) is_null(group) ? row_keys_.append_null(by) : row_keys_.append(key(group), by);
  for (std::size_t i = 0; i < accumulators_.size(); ++i) accumulators_[i]->append(groups, to[by.size() + i]);
}

}  // namespace weir::stages
