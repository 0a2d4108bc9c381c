#include "rows/row_sorter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

using Chance = std::mt19937;

const Columns kSortedColumns{{"text", ColumnType::text},
                             {"int", ColumnType::integer},
                             {"float", ColumnType::floating},
                             {"bool", ColumnType::boolean},
                             {"time", ColumnType::time}};

/// A row as a plain value.
struct Plain {
  std::optional<std::string> text;
  std::optional<std::int64_t> integer;
  std::optional<double> floating;
  std::optional<bool> boolean;
  std::optional<Time> time;

  friend bool operator==(const Plain& a, const Plain& b) {
    return a.text == b.text && a.integer == b.integer && a.floating == b.floating && a.boolean == b.boolean && a.time == b.time &&
           (!a.floating || std::signbit(*a.floating) == std::signbit(*b.floating));
  }
};

Plain plain_of(const Rows& rows, std::size_t row) {
  const auto text = rows[row].get<std::string_view>(0);
  return {text ? std::optional(std::string(*text)) : std::nullopt, rows[row].get<std::int64_t>(1), rows[row].get<double>(2),
          rows[row].get<bool>(3), rows[row].get<Time>(4)};
}

// An optional that is empty comes before all others, in C++ as here. Texts are compared as bytes without a sign.
template <class T>
int by_value(const std::optional<T>& a, const std::optional<T>& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int by_column(const Plain& a, const Plain& b, std::size_t column) {
  switch (column) {
    case 0:
      return by_value(a.text, b.text);
    case 1:
      return by_value(a.integer, b.integer);
    case 2:
      return by_value(a.floating, b.floating);
    case 3:
      return by_value(a.boolean, b.boolean);
    default:
      return by_value(a.time, b.time);
  }
}

// The columns that are named, then the others from left to right, then the signs of zeros.
bool comes_before(const Plain& a, const Plain& b, const std::vector<OrderTerm>& by) {
  for (const OrderTerm& term : by) {
    const int order = by_column(a, b, term.column);
    if (order != 0) return term.descending ? order > 0 : order < 0;
  }
  for (std::size_t column = 0; column < 5; ++column) {
    const int order = by_column(a, b, column);
    if (order != 0) return order < 0;
    if (column == 2 && a.floating && *a.floating == 0 && std::signbit(*a.floating) != std::signbit(*b.floating))
      return std::signbit(*a.floating);
  }
  return false;
}

template <class T>
T any_of(Chance& chance, const std::vector<T>& values) {
  return values[chance() % values.size()];
}

std::string random_text(Chance& chance) {
  std::string text(chance() % 3 == 0 ? "https://example.com/" : "");
  for (std::size_t i = chance() % 12; i > 0; --i)
    text += any_of(chance, std::vector<std::string>{"a", "b", std::string(1, '\0'), "\xC3\xA9"});
  return text;
}

Plain random_plain(Chance& chance, unsigned nulls) {
  using Limits = std::numeric_limits<std::int64_t>;
  Plain plain;
  const auto is_there = [&] { return chance() % 10 >= nulls; };
  if (is_there()) plain.text = random_text(chance);
  if (is_there()) plain.integer = any_of<std::int64_t>(chance, {Limits::min(), Limits::max(), -1, 0, 1});
  if (is_there()) plain.floating = any_of<double>(chance, {-0.0, 0.0, -1e300, 1e300, -std::numeric_limits<double>::infinity(), 5e-324});
  if (is_there()) plain.boolean = chance() % 2 == 0;
  if (is_there()) plain.time = Time(std::chrono::microseconds(static_cast<std::int64_t>(chance() % 5) - 2));
  return plain;
}

std::vector<Plain> random_plains(Chance& chance, std::size_t count) {
  const unsigned nulls = any_of<unsigned>(chance, {0, 3, 10});
  std::vector<Plain> plains;
  for (std::size_t i = 0; i < count; ++i) plains.push_back(random_plain(chance, nulls));
  return plains;
}

// Added in slices of any size.
void add_all(RowStore& store, const std::vector<Plain>& plains, Chance& chance) {
  RowsBuilder builder(kSortedColumns);
  for (const Plain& plain : plains) {
    builder.add(plain.text, plain.integer, plain.floating, plain.boolean, plain.time);
    if (chance() % 100 == 0) store.add(builder.build());
  }
  store.add(builder.build());
  store.seal();
}

std::vector<Plain> plains_of(const RowStore& store, const std::vector<RowStore::Index>& rows) {
  std::vector<Plain> plains;
  store.for_each_slice(rows, [&plains](const Rows& slice) {
    for (std::size_t row = 0; row < slice.size(); ++row) plains.push_back(plain_of(slice, row));
  });
  return plains;
}

std::vector<OrderTerm> random_order(Chance& chance) {
  std::vector<std::size_t> columns{0, 1, 2, 3, 4};
  std::shuffle(columns.begin(), columns.end(), chance);
  std::vector<OrderTerm> by;
  for (std::size_t i = chance() % 4; i > 0; --i) by.push_back({.column = columns[i], .descending = chance() % 2 == 0});
  return by;
}

}  // namespace

TEST_CASE("Rows are sorted as a stable sort of plain values has them") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Chance chance(seed);
    const std::size_t count = any_of<std::size_t>(chance, {0, 1, 2, 24, 25, 1000, 5000});
    std::vector<Plain> plains = random_plains(chance, seed == 0 ? 40'000 : count);
    MemoryBudget budget;
    RowStore store(kSortedColumns, budget);
    add_all(store, plains, chance);
    const std::vector<OrderTerm> by = random_order(chance);
    std::stable_sort(plains.begin(), plains.end(), [&by](const Plain& a, const Plain& b) { return comes_before(a, b, by); });
    INFO("seed " << seed);
    CHECK(plains_of(store, sorted(store, RowOrder(by, kSortedColumns), budget)) == plains);
  }
}

TEST_CASE("Texts of which each begins with another are sorted") {
  const Columns columns{{"text", ColumnType::text}};
  std::vector<std::string> texts;
  for (std::size_t size = 0; size < 1200; ++size) texts.emplace_back(size, size % 2 == 0 ? 'x' : '\0');
  std::shuffle(texts.begin(), texts.end(), Chance(1));
  for (const bool descending : {false, true}) {
    MemoryBudget budget;
    RowStore store(columns, budget);
    RowsBuilder builder(columns);
    for (const std::string& text : texts) builder.add(text);
    store.add(builder.build());
    store.seal();
    const Rows rows = store.gather(sorted(store, RowOrder({{.column = 0, .descending = descending}}, columns), budget));
    const auto sorted_texts = rows.values<std::string_view>(0);
    std::vector<std::string> expected = texts;
    std::sort(expected.begin(), expected.end());
    if (descending) std::reverse(expected.begin(), expected.end());
    CHECK(std::equal(expected.begin(), expected.end(), sorted_texts.begin(), sorted_texts.end()));
  }
}

TEST_CASE("A store keeps some rows and gives the memory of the others back") {
  Chance chance(1);
  const std::vector<Plain> plains = random_plains(chance, 50'000);
  MemoryBudget budget(Size{20U << 20U});
  RowStore store(kSortedColumns, budget);
  for (int round = 0; round < 20; ++round) {  // all of them together are more than the budget
    add_all(store, plains, chance);
    REQUIRE(store.size() == plains.size() + (round == 0 ? 0 : 2));
    const std::vector<RowStore::Index> rows = store.rows();
    store.keep(std::vector<RowStore::Index>{rows[rows.size() - 1], rows[rows.size() - 3]});
    CHECK(plains_of(store, store.rows()) == std::vector<Plain>{plains[plains.size() - 1], plains[plains.size() - 3]});
  }
  CHECK_THROWS_AS(
      [&] {
        for (;;) add_all(store, plains, chance);
      }(),
      MemoryError);
}

TEST_CASE("A store holds none of the memory that its rows came in") {
  const auto text = std::make_shared<const std::string>(1'000'000, 'x');
  const std::weak_ptr<const std::string> watched = text;
  MemoryBudget budget;
  RowStore store(Columns{{"text", ColumnType::text}}, budget);
  {
    RowsBuilder builder(Columns{{"text", ColumnType::text}});
    builder.column(0).share({text, text->size()});
    builder.column(0).append_shared(std::string_view(*text).substr(0, 3));
    store.add(builder.build());
  }
  store.seal();
  CHECK(text.use_count() == 1);
  CHECK(store.bytes() < 100'000);
  CHECK(store.slices()[0].values<std::string_view>(0)[0] == "xxx");
}
