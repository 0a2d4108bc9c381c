#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "expressions/evaluated.hpp"
#include "expressions/sqlite_oracle.hpp"

namespace {

// Whether weir and SQLite find the same rows true, false and null.
void check_truth(const weir::Rows& rows, const test::SqliteTable& table, const std::string& text) {
  const auto ours = test::evaluated<bool>(text, rows);
  const auto theirs = table.evaluate(text);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CAPTURE(text, row);
    const auto* const truth = std::get_if<std::int64_t>(&theirs[row]);
    CHECK(ours[row] == (truth == nullptr ? std::nullopt : std::optional(*truth != 0)));
  }
}

}  // namespace

TEST_CASE("Random expressions have the values that SQLite computes") {
  const test::Comparison comparison = test::compare_with_sqlite(1, 20'000);
  CHECK(comparison.difference == "");
  CHECK(comparison.values > 1'000'000);
  CHECK(comparison.nulls < comparison.values / 2);
  CHECK(comparison.failed < comparison.values / 10);  // those are not compared
}

TEST_CASE("Random patterns match what they match in SQLite") {
  test::Random random(51);
  const std::vector<std::string> likes{"a", "b", "A", "%", "_", "[", "-", "\xC3\xA9", "\xE2\x82\xAC"};
  const std::vector<std::string> globs{"a", "b", "c", "A", "*", "?", "[", "[]", "[^", "]", "-", "\xC3\xA9"};
  const auto draw = [&random](const std::vector<std::string>& pieces, std::size_t longest) {
    std::string text;
    for (std::size_t count = test::below(random, longest); count > 0; --count) text += test::one_of(random, pieces);
    return text;
  };
  weir::RowsBuilder builder(weir::Columns{{"s", weir::ColumnType::text}});
  for (int i = 0; i < 40; ++i) builder.add(draw(i % 2 == 0 ? likes : globs, 4));
  const weir::Rows rows = builder.build();
  const test::SqliteTable table(rows);
  for (int i = 0; i < 1500; ++i) {
    check_truth(rows, table, fmt::format("s glob '{}'", draw(globs, 9)));
    check_truth(rows, table, fmt::format("s like '{}'", draw(likes, 7)));
    check_truth(rows, table, fmt::format("s like '{}' escape '{}'", draw(likes, 7), test::one_of(random, likes)));
  }
}

TEST_CASE("A literal is compared with numbers of the other type as the number that it is") {
  weir::RowsBuilder builder(weir::Columns{{"i", weir::ColumnType::integer}, {"x", weir::ColumnType::floating}});
  for (const double x : {0.0, 0.5, -0.5, 9007199254740992.0, 9007199254740994.0, -9007199254740992.0, 9223372036854775807.0, 1e300, -1e300})
    builder.add(static_cast<std::int64_t>(std::clamp(x, -9e18, 9e18)), x);
  for (const std::int64_t i : {9007199254740993, -9007199254740993, std::int64_t{9223372036854775807}}) builder.add(i, std::nullopt);
  const weir::Rows rows = builder.build();
  const test::SqliteTable table(rows);
  for (const char* const symbol : {"<", "<=", "=", "<>", ">=", ">", "is"}) {
    for (const char* const whole : {"0", "1", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807"}) {
      check_truth(rows, table, fmt::format("x {} {}", symbol, whole));
      check_truth(rows, table, fmt::format("{} {} x", whole, symbol));
    }
    for (const char* const real : {"0.0", "0.5", "-0.5", "9007199254740992.0", "9223372036854775807.0", "-1e300"}) {
      check_truth(rows, table, fmt::format("i {} {}", symbol, real));
      check_truth(rows, table, fmt::format("{} {} i", real, symbol));
    }
  }
}
