#include "catch.hpp"
#include "expressions/sqlite_oracle.hpp"

TEST_CASE("Random expressions have the values that SQLite computes") {
  const test::Comparison comparison = test::compare_with_sqlite(1, 20'000);
  CHECK(comparison.difference == "");
  CHECK(comparison.values > 1'000'000);
  CHECK(comparison.nulls < comparison.values / 2);
  CHECK(comparison.failed < comparison.values / 10);  // those are not compared
}
