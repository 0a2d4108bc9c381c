#include <array>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "expressions/evaluated.hpp"
#include "expressions/random_rows.hpp"

using namespace weir;

namespace {

std::vector<std::uint32_t> rows_of(std::span<const FailedRow> failed) {
  std::vector<std::uint32_t> rows;
  for (const FailedRow& row : failed) rows.push_back(row.row);
  return rows;
}

}  // namespace

TEST_CASE("The rows selected are those of which the value is true") {
  test::Random random(5);
  for (const std::size_t size : {0, 1, 63, 64, 65, 1000, 4096}) {
    const Rows rows = test::random_rows(random, size);
    for (const char* const text : {"b", "x > 1", "i between -3 and 3 or c", "not b", "s like '%a%'", "true", "false", "null"}) {
      Evaluator evaluator(Expression::compile(fmt::format("({}) and true", text), rows.columns()));
      const ColumnValues values = evaluator.evaluate(rows).values;
      std::vector<std::uint32_t> expected;
      for (std::uint32_t row = 0; row < size; ++row) {
        if (values.get<bool>(row) == true) expected.push_back(row);
      }
      const auto selected = evaluator.select(rows).rows;
      CHECK(std::vector(selected.begin(), selected.end()) == expected);
    }
  }
}

TEST_CASE("An evaluator takes slices of any size one after the other") {
  test::Random random(6);
  Evaluator evaluator(Expression::compile("lower(s || t) || '!'", test::random_rows(random, 1).columns()));
  for (const std::size_t size : {100, 0, 1, 5000, 64, 65, 3}) {
    const Rows rows = test::random_rows(random, size);
    const ColumnValues values = evaluator.evaluate(rows).values;
    REQUIRE(values.size() == size);
    for (std::size_t row = 0; row < size; ++row) {
      const auto s = rows[row].get<std::string_view>("s");
      const auto value = values.get<std::string_view>(row);
      REQUIRE(value.has_value() == s.has_value());
      if (s) CHECK(value->size() == s->size() + rows[row].get<std::string_view>("t")->size() + 1);
    }
  }
}

TEST_CASE("An int that overflows fails its row, and no other") {
  test::Random random(7);
  RowsBuilder builder(Columns{{"a", ColumnType::integer}, {"b", ColumnType::integer}});
  for (int i = 0; i < 3000; ++i) builder.add(test::random_int(random), test::random_int(random));
  const Rows rows = builder.build();
  __extension__ using Wide = __int128;
  const std::array<std::pair<const char*, Wide (*)(Wide, Wide)>, 4> operations{{{"a + b", [](Wide a, Wide b) { return a + b; }},
                                                                                {"a - b", [](Wide a, Wide b) { return a - b; }},
                                                                                {"a * b", [](Wide a, Wide b) { return a * b; }},
                                                                                {"-a", [](Wide a, Wide) { return -a; }}}};
  for (const auto& [text, operation] : operations) {
    const Evaluation evaluation = Evaluator(Expression::compile(text, rows.columns())).evaluate(rows);
    std::vector<std::uint32_t> failed;
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      const Wide wide = operation(rows.values<std::int64_t>("a")[row], rows.values<std::int64_t>("b")[row]);
      const bool fits = wide == static_cast<std::int64_t>(wide);
      CHECK(evaluation.values.get<std::int64_t>(row) == (fits ? std::optional(static_cast<std::int64_t>(wide)) : std::nullopt));
      if (!fits) failed.push_back(row);
    }
    CHECK(failed.size() > 10);
    CHECK(rows_of(evaluation.failed) == failed);
  }
}

TEST_CASE("The reason of a failed row says which part has no value, and why") {
  const Rows rows =
      RowsBuilder(Columns{{"a", ColumnType::integer}, {"s", ColumnType::text}}).add(9223372036854775807, "1").add(1, "x").build();
  Evaluator evaluator(Expression::compile("a + 1 > 0 and cast(s as int) > 0", rows.columns()));
  const Evaluation evaluation = evaluator.evaluate(rows);
  REQUIRE(evaluation.failed.size() == 2);
  CHECK(evaluation.failed[0].reason == "'a + 1' is too large for an int");
  CHECK(evaluation.failed[1].reason == "'cast(s as int)' is not an int");
  CHECK(evaluator.select(rows).rows.empty());
  CHECK(rows_of(evaluator.select(rows).failed) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("A failure does not count where its value is not needed") {
  const Rows rows = RowsBuilder(Columns{{"a", ColumnType::integer}}).add(9223372036854775807).add(2).build();
  const auto failed = [&rows](const char* text) {
    return Evaluator(Expression::compile(text, rows.columns())).evaluate(rows).failed.size();
  };
  CHECK(failed("a * a > 5") == 1);
  CHECK(failed("a < 1000 and a * a > 5") == 0);
  CHECK(failed("a * a > 5 and a < 1000") == 0);
  CHECK(failed("a > 1000 or a * a > 5") == 0);
  CHECK(failed("a > 0 and a * a > 5") == 1);
  CHECK(failed("case when a < 1000 then a * a else 0 end") == 0);
  CHECK(failed("case when a > 1000 then a * a else 0 end") == 1);
  CHECK(failed("case when a * a > 5 then 1 else 0 end") == 1);
  CHECK(failed("coalesce(a, a * a)") == 0);
  CHECK(failed("coalesce(a * a, a)") == 1);
  CHECK(failed("(a * a) is null") == 1);
  CHECK(failed("9223372036854775807 + 1 > a") == 2);
}

TEST_CASE("A result lives longer than the rows, the evaluator and the expression") {
  std::vector<ColumnValues> results;
  for (const char* const text : {"substr(s, 2)", "upper(s)", "coalesce(nullif(s, 'one'), 'literal')", "s", "'literal'"}) {
    const Rows rows = RowsBuilder(Columns{{"s", ColumnType::text}}).add("one").add("two").build();
    results.push_back(Evaluator(Expression::compile(text, rows.columns())).evaluate(rows).values);
  }
  CHECK(results[0].get<std::string_view>(1) == "wo");
  CHECK(results[1].get<std::string_view>(1) == "TWO");
  CHECK(results[2].get<std::string_view>(0) == "literal");
  CHECK(results[2].get<std::string_view>(1) == "two");
  CHECK(results[3].get<std::string_view>(0) == "one");
  CHECK(results[4].get<std::string_view>(1) == "literal");
}

TEST_CASE("A result keeps the memory that its texts point into, and that of others goes") {
  auto memory = std::make_shared<const std::string>("some text");
  const std::weak_ptr<const std::string> watch = memory;
  RowsBuilder builder(Columns{{"s", ColumnType::text}});
  builder.column(0).share({memory, memory->size()});
  builder.column(0).append_shared(*memory);
  std::optional<Rows> rows = builder.build();
  memory.reset();
  std::optional<ColumnValues> part = Evaluator(Expression::compile("substr(s, 2)", rows->columns())).evaluate(*rows).values;
  const ColumnValues count = Evaluator(Expression::compile("length(s)", rows->columns())).evaluate(*rows).values;
  rows.reset();
  CHECK_FALSE(watch.expired());
  part.reset();
  CHECK(watch.expired());
}

TEST_CASE("A part of a text is not copied, and a column is itself") {
  const Rows rows = RowsBuilder(Columns{{"s", ColumnType::text}}).add("  padded  ").build();
  const char* const begin = rows.values<std::string_view>("s")[0].data();
  CHECK(Evaluator(Expression::compile("trim(s)", rows.columns())).evaluate(rows).values.as<std::string_view>()[0].data() == begin + 2);
  CHECK(Evaluator(Expression::compile("s", rows.columns())).evaluate(rows).values.as<std::string_view>().data() ==
        rows.values<std::string_view>("s").data());
}

TEST_CASE("An expression knows its text, its type and the columns that it reads") {
  const Columns columns{{"a", ColumnType::integer}, {"b", ColumnType::integer}, {"c", ColumnType::integer}};
  const Expression expression = Expression::compile(" c > 1 or a = c ", columns);
  CHECK(expression.text() == " c > 1 or a = c ");
  CHECK(expression.type() == ColumnType::boolean);
  CHECK(std::vector(expression.reads().begin(), expression.reads().end()) == std::vector<std::size_t>{0, 2});
  CHECK(Expression::compile("1 + 2", columns).reads().empty());
  CHECK(Expression::compile("a / 2.0", columns).type() == ColumnType::floating);
}

TEST_CASE("Threads share an expression, each with an evaluator of its own") {
  test::Random random(8);
  const Rows rows = test::random_rows(random, 2000);
  const Expression expression = Expression::compile("upper(s) || cast(j as text) regexp '[A-Z]+.*-'", rows.columns());
  std::array<std::size_t, 4> counts{};
  std::vector<std::jthread> threads;
  for (std::size_t& count : counts) {
    threads.emplace_back([&count, &expression, &rows] {
      Evaluator evaluator(expression);
      for (int i = 0; i < 20; ++i) count += evaluator.select(rows).rows.size();
    });
  }
  threads.clear();
  CHECK(counts[0] > 0);
  CHECK(counts == std::array{counts[0], counts[0], counts[0], counts[0]});
}

TEST_CASE("Rows of other columns are refused, and what is not a bool selects nothing") {
  const Rows rows = RowsBuilder(Columns{{"a", ColumnType::integer}}).add(1).build();
  Evaluator evaluator(Expression::compile("b + 1", Columns{{"b", ColumnType::integer}}));
  CHECK_THROWS_WITH(evaluator.evaluate(rows), "'b + 1' was compiled for Rows(b int), not for Rows(a int)");
  CHECK_THROWS_WITH(Evaluator(Expression::compile("a + 1", rows.columns())).select(rows),
                    "'a + 1' is of type int, and selects nothing; write a comparison");
}
