#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_sort.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <utility>

#include "rows/group_table.hpp"
#include "system/first_error.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kParts = 64;                          // into which the groups of several tables are dealt by their hashes
constexpr std::size_t kFewGroups = std::size_t{64} * 1024;  // which one thread merges as fast
constexpr std::size_t kRowsOut = std::size_t{4} * 1024;     // in a slice
using Tables = std::vector<std::unique_ptr<GroupTable>>;

// The groups of a table, those of each part together.
struct Dealt {
  std::vector<std::uint32_t> groups;
  std::vector<std::size_t> ends;  // of each part

  [[nodiscard]] std::span<const std::uint32_t> part(std::size_t at) const {
    const std::size_t begin = at == 0 ? 0 : ends[at - 1];
    return std::span(groups).subspan(begin, ends[at] - begin);
  }
};

Dealt deal(const GroupTable& table) {
  Dealt dealt{std::vector<std::uint32_t>(table.size()), std::vector<std::size_t>(kParts)};
  const auto part_of = [&table](std::size_t group) { return table.hash(static_cast<std::uint32_t>(group)) >> 58U; };
  for (std::size_t group = 0; group < table.size(); ++group) ++dealt.ends[part_of(group)];
  std::vector<std::size_t> at(kParts);
  for (std::size_t p = 1; p < kParts; ++p) at[p] = at[p - 1] + dealt.ends[p - 1];
  for (std::size_t group = 0; group < table.size(); ++group) dealt.groups[at[part_of(group)]++] = static_cast<std::uint32_t>(group);
  dealt.ends = std::move(at);
  return dealt;
}

std::vector<std::uint32_t> all_of(const GroupTable& table) {
  std::vector<std::uint32_t> groups(table.size());
  std::iota(groups.begin(), groups.end(), 0U);
  return groups;
}

// Of equal groups one is left.
Tables merge(const Grouping& grouping, Tables tables, MemoryBudget& budget) {
  std::size_t groups = 0;
  for (const auto& table : tables) groups += table->size();
  if (tables.size() == 1) return tables;
  if (groups <= kFewGroups || !tables.front()->merges_in_parts()) {
    for (std::size_t i = 1; i < tables.size(); ++i) tables.front()->merge(*tables[i], all_of(*tables[i]));
    tables.resize(1);
    return tables;
  }
  std::vector<Dealt> dealt(tables.size());
  FirstError failed;
  oneapi::tbb::parallel_for(std::size_t{0}, tables.size(), [&](std::size_t i) { failed.keep([&] { dealt[i] = deal(*tables[i]); }); });
  failed.rethrow();
  Tables parts(kParts);
  const auto merge_part = [&](std::size_t p) {
    parts[p] = std::make_unique<GroupTable>(grouping, budget);
    for (std::size_t i = 0; i < tables.size(); ++i) parts[p]->merge(*tables[i], dealt[i].part(p));
  };
  oneapi::tbb::parallel_for(std::size_t{0}, kParts, [&](std::size_t p) { failed.keep([&] { merge_part(p); }); });
  failed.rethrow();
  return parts;
}

// A group of a table. Those whose first bytes differ are put in order without a look at their keys.
struct Place {
  std::uint64_t first_bytes;
  std::uint32_t table;
  std::uint32_t group;
};

Place place_of(const GroupTable& table, std::size_t t, std::uint32_t group) {
  const std::string_view key = table.key(group);
  std::uint64_t bytes = 0;
  if (!key.empty()) std::memcpy(&bytes, key.data(), std::min(key.size(), sizeof bytes));
  return {std::endian::native == std::endian::little ? __builtin_bswap64(bytes) : bytes, static_cast<std::uint32_t>(t), group};
}

// The null, if there is one, and then by key.
std::vector<Place> in_order(const Tables& tables) {
  std::vector<Place> places;
  places.reserve(std::accumulate(tables.begin(), tables.end(), std::size_t{0},
                                 [](std::size_t sum, const auto& table) { return sum + table->size(); }));
  for (std::size_t t = 0; t < tables.size(); ++t) {
    for (std::uint32_t group = 0; group < tables[t]->size(); ++group) places.push_back(place_of(*tables[t], t, group));
  }
  const auto is_null = [&](const Place& place) { return tables[place.table]->is_null(place.group); };
  const auto first = std::partition(places.begin(), places.end(), is_null);
  oneapi::tbb::parallel_sort(first, places.end(), [&](const Place& a, const Place& b) {
    if (a.first_bytes != b.first_bytes) return a.first_bytes < b.first_bytes;
    return tables[a.table]->key(a.group) < tables[b.table]->key(b.group);
  });
  return places;
}

Rows rows_of(const Grouping& grouping, const Tables& tables, std::span<const Place> places) {
  std::vector<ColumnBuilder> builders;
  for (const Column& column : grouping.out) builders.emplace_back(column.type).reserve(places.size());
  std::vector<std::uint32_t> groups;
  for (std::size_t begin = 0; begin < places.size(); begin += groups.size()) {
    groups.clear();
    const std::uint32_t table = places[begin].table;
    for (std::size_t i = begin; i < places.size() && places[i].table == table; ++i) groups.push_back(places[i].group);
    tables[table]->append(groups, builders);
  }
  std::vector<ColumnValues> values;
  values.reserve(builders.size());
  for (ColumnBuilder& builder : builders) values.push_back(builder.build());
  return {grouping.out, std::move(values)};
}

}  // namespace

std::vector<Rows> merged_groups(const Grouping& grouping, Tables tables, MemoryBudget& budget) {
  tables = merge(grouping, std::move(tables), budget);
  for (const auto& table : tables) table->complete();
  std::size_t groups = 0;
  for (const auto& table : tables) groups += table->size();
  budget.take(groups * sizeof(Place));
  const std::vector<Place> places = in_order(tables);
  std::vector<Rows> slices((places.size() + kRowsOut - 1) / kRowsOut);
  const auto make_slice = [&](std::size_t i) {
    const std::size_t begin = i * kRowsOut;
    slices[i] = rows_of(grouping, tables, std::span(places).subspan(begin, std::min(kRowsOut, places.size() - begin)));
    budget.take(footprint(slices[i]));
  };
  FirstError failed;
  oneapi::tbb::parallel_for(std::size_t{0}, slices.size(), [&](std::size_t i) { failed.keep([&] { make_slice(i); }); });
  failed.rethrow();
  budget.give_back(groups * sizeof(Place));
  return slices;
}

}  // namespace weir::stages
