#include <weir/rows.hpp>

#include <numeric>
#include <random>

#include <weir/error.hpp>

#include "catch.hpp"

using namespace weir;

namespace {

const Columns kOrders{{"who", ColumnType::text}, {"amount", ColumnType::floating}, {"count", ColumnType::integer}};

Rows orders() {
  return RowsBuilder(kOrders).add("ann", 2.5, 1).add("bob", std::nullopt, 2).add(std::nullopt, 4.5, std::nullopt).build();
}

}  // namespace

TEST_CASE("Rows are read by column") {
  const Rows rows = orders();
  CHECK(rows.size() == 3);
  CHECK(rows.columns() == kOrders);
  CHECK(rows.values<double>("amount")[2] == 4.5);
  CHECK(rows.values<std::int64_t>(2)[1] == 2);
  CHECK(rows.is_null(1, 1));
  CHECK_FALSE(rows.is_null(0, 0));
}

TEST_CASE("Rows are read one by one") {
  double sum = 0;
  std::size_t nulls = 0;
  for (const Row row : orders()) {
    sum += row.get<double>("amount").value_or(0);
    nulls += row.get<std::string_view>(0) ? 0 : 1;
  }
  CHECK(sum == 7);
  CHECK(nulls == 1);
}

TEST_CASE("An error about a column names it and the type that it has") {
  const Rows rows = orders();
  CHECK_THROWS_WITH(rows.values<std::int64_t>("amount"), "column 'amount' is of type float, not int");
  CHECK_THROWS_WITH(rows[0].get<double>("who"), "column 'who' is of type text, not float");
  CHECK_THROWS_WITH(rows[0].get<double>("amuont"),
                    "there is no column 'amuont' in Rows(who text, amount float, count int); did you mean 'amount'?");
}

TEST_CASE("Columns are selected and reordered without a copy") {
  const Rows rows = orders();
  const Rows selected = rows.select(std::vector<std::size_t>{2, 0});
  CHECK(to_string(selected.columns()) == "Rows(count int, who text)");
  CHECK(selected.size() == 3);
  CHECK(selected.values<std::string_view>(1).data() == rows.values<std::string_view>(0).data());
}

TEST_CASE("A filter takes rows in the order given, and shares their texts") {
  const Rows rows = orders();
  const Rows filtered = rows.filter(std::vector<std::uint32_t>{2, 0, 0});
  REQUIRE(filtered.size() == 3);
  CHECK(filtered[0].get<std::string_view>("who") == std::nullopt);
  CHECK(filtered[1].get<std::string_view>("who") == "ann");
  CHECK(filtered[2].get<double>("amount") == 2.5);
  CHECK(filtered[0].get<std::int64_t>("count") == std::nullopt);
  CHECK(filtered.values<std::string_view>("who")[1].data() == rows.values<std::string_view>("who")[0].data());
}

TEST_CASE("A filter of many rows has what a loop has") {
  std::mt19937 random(3);
  RowsBuilder builder(Columns{{"n", ColumnType::integer}});
  for (int i = 0; i < 5000; ++i) random() % 4 == 0 ? builder.add(std::nullopt) : builder.add(i);
  const Rows rows = builder.build();
  std::vector<std::uint32_t> selection;
  for (std::uint32_t i = 0; i < 5000; ++i) {
    if (random() % 3 == 0) selection.push_back(i);
  }
  const Rows filtered = rows.filter(selection);
  REQUIRE(filtered.size() == selection.size());
  for (std::size_t i = 0; i < selection.size(); ++i) CHECK(filtered[i].get<std::int64_t>(0) == rows[selection[i]].get<std::int64_t>(0));
}

TEST_CASE("Rows are not made of columns that do not fit") {
  ColumnBuilder ints(ColumnType::integer);
  ints.append(1);
  const ColumnValues one = ints.build();
  const Columns columns{{"a", ColumnType::integer}, {"b", ColumnType::integer}};
  CHECK_THROWS_WITH(Rows(columns, {one}), "1 values were given for Rows(a int, b int)");
  CHECK_THROWS_WITH(Rows(columns, {one, ColumnValues(ColumnType::integer)}), "column 'b' has 0 values, the first column 1");
  CHECK_THROWS_WITH(Rows(columns, {one, ColumnValues(ColumnType::text)}), "the values of column 'b' are text, not int");
  CHECK_THROWS_AS(RowsBuilder(columns).add(1), Error);
}

TEST_CASE("A copy shares all values, and outlives what it was made of") {
  Rows copy;
  {
    const Rows rows = orders();
    copy = rows;
    CHECK(copy.values<double>("amount").data() == rows.values<double>("amount").data());
  }
  CHECK(copy[0].get<std::string_view>("who") == "ann");
}

TEST_CASE("What is moved from has no rows and no columns") {
  Rows rows = orders();
  const Rows moved = std::move(rows);
  CHECK(moved.size() == 3);
  CHECK(rows.empty());                 // NOLINT(bugprone-use-after-move): what it promises
  CHECK(rows.columns() == Columns());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("A footprint counts what rows hold, memory that columns share once") {
  const auto text = std::make_shared<const std::string>(100'000, 'x');
  RowsBuilder builder(Columns{{"a", ColumnType::text}, {"b", ColumnType::text}});
  for (const std::size_t column : {0, 1}) {
    builder.column(column).share({text, text->size()});
    for (int i = 0; i < 100; ++i) builder.column(column).append_shared(std::string_view(*text).substr(0, 10));
  }
  const Rows rows = builder.build();
  CHECK(footprint(rows) >= 100'000 + 200 * sizeof(std::string_view));
  CHECK(footprint(rows) < 110'000);
  CHECK(footprint(rows.filter(std::vector<std::uint32_t>{0})) >= 100'000);
  CHECK(footprint(Rows()) == 0);
  static_assert(noexcept(footprint(rows))&& noexcept(footprint_of(rows)));
}

TEST_CASE("Of memory that columns say they hold different parts of, the largest part counts") {
  const auto text = std::make_shared<const std::string>(100'000, 'x');
  RowsBuilder builder(Columns{{"a", ColumnType::text}, {"b", ColumnType::text}});
  builder.column(0).share({text, 100'000});
  builder.column(1).share({text, 50'000});
  const std::size_t bytes = footprint(builder.build());
  CHECK(bytes >= 100'000);
  CHECK(bytes < 110'000);
}

TEST_CASE("A footprint counts what a slice takes beside its values") {
  const std::vector<ColumnValues> values(50, ColumnValues(ColumnType::integer));
  std::vector<Column> columns;
  for (int i = 0; i < 50; ++i) columns.push_back({std::to_string(i), ColumnType::integer});
  CHECK(footprint(Rows(Columns(columns), values)) >= 50 * sizeof(ColumnValues));
}

TEST_CASE("Rows are an item type of that name, which several stages can read") {
  CHECK(item_type<Rows>().name == "Rows");
  CHECK(item_type<Rows>().copyable);
}
