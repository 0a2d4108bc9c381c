#include <weir/columns.hpp>
#include <weir/error.hpp>

#include "catch.hpp"

using namespace weir;

namespace {

const Columns kRequests{{"url", ColumnType::text}, {"status", ColumnType::integer}, {"ms", ColumnType::floating}};

}  // namespace

TEST_CASE("Columns are printed with their types") {
  CHECK(to_string(kRequests) == "Rows(url text, status int, ms float)");
  CHECK(to_string(Columns{{"ok", ColumnType::boolean}, {"at", ColumnType::time}}) == "Rows(ok bool, at time)");
  CHECK(to_string(Columns()) == "Rows()");
}

TEST_CASE("A column is found by its name, letter case included") {
  CHECK(kRequests.find("status") == 1);
  CHECK(kRequests.find("Status") == std::nullopt);
  CHECK(kRequests.index_of("ms") == 2);
}

TEST_CASE("The error about a column that is not there says which are and which is near") {
  CHECK_THROWS_WITH(kRequests.index_of("statsu"),
                    "there is no column 'statsu' in Rows(url text, status int, ms float); did you mean 'status'?");
}

TEST_CASE("Columns have names, and no two the same") {
  CHECK_THROWS_WITH((Columns{{"a", ColumnType::text}, {"b", ColumnType::text}, {"a", ColumnType::integer}}),
                    "there are two columns 'a'; give each a name of its own");
  CHECK_THROWS_AS((Columns{{"", ColumnType::text}}), Error);
}

TEST_CASE("Columns are equal when their names and types are") {
  CHECK(kRequests == Columns{{"url", ColumnType::text}, {"status", ColumnType::integer}, {"ms", ColumnType::floating}});
  CHECK(kRequests != Columns{{"url", ColumnType::text}, {"status", ColumnType::integer}, {"ms", ColumnType::integer}});
  CHECK(kRequests.select(std::vector<std::size_t>{2, 0}) == Columns{{"ms", ColumnType::floating}, {"url", ColumnType::text}});
  CHECK_THROWS_AS(kRequests.select(std::vector<std::size_t>{1, 1}), Error);
}
