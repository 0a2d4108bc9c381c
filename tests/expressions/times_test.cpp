#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "expressions/evaluated.hpp"
#include "expressions/random_rows.hpp"
#include "expressions/sqlite_oracle.hpp"

using namespace weir;

namespace {

// Times from year 1 to 9999, to the millisecond, as SQLite counts them.
class Times {
 public:
  explicit Times(std::size_t count) {
    test::Random random(21);
    RowsBuilder times(Columns{{"at", ColumnType::time}}), texts(Columns{{"at", ColumnType::text}});
    constexpr std::int64_t kFirst = -62135596800000, kLast = 253402300799999;
    for (std::size_t i = 0; i < count; ++i) {
      std::int64_t milliseconds = kFirst + static_cast<std::int64_t>(test::below(random, static_cast<std::size_t>(kLast - kFirst)));
      if (test::below(random, 3) == 0) milliseconds -= milliseconds % 86'400'000;
      times.add(Time(std::chrono::milliseconds(milliseconds)));
      texts.add(fmt::format("{:.3f}", static_cast<double>(milliseconds) / 1000));
    }
    rows = times.build();
    sqlite.emplace(texts.build());
  }

  Rows rows;
  std::optional<test::SqliteTable> sqlite;
};

void check_texts(const Times& times, const std::string& ours, const std::string& theirs) {
  const auto texts = Evaluator(Expression::compile(ours, times.rows.columns())).evaluate(times.rows).values;
  const auto expected = times.sqlite->evaluate(theirs);
  for (std::size_t row = 0; row < times.rows.size(); ++row) {
    CAPTURE(ours, row);
    CHECK(std::string(texts.get<std::string_view>(row).value()) == std::get<std::string>(expected[row]));
  }
}

}  // namespace

TEST_CASE("strftime prints what SQLite prints") {
  const Times times(1000);
  for (const char* const format : {"%Y-%m-%d %H:%M:%S", "%f", "%j", "%s", "%w", "%W", "100%% %Y"})
    check_texts(times, fmt::format("strftime('{}', at)", format), fmt::format("strftime('{}', at, 'unixepoch')", format));
}

TEST_CASE("date_trunc begins the units that SQLite begins") {
  const Times times(1000);
  for (const char* const unit : {"day", "month", "year"})
    check_texts(times, fmt::format("strftime('%Y-%m-%d %H:%M:%f', date_trunc('{}', at))", unit),
                fmt::format("strftime('%Y-%m-%d %H:%M:%f', at, 'unixepoch', 'start of {}')", unit));
  check_texts(times, "strftime('%Y-%m-%d', date_trunc('week', at))", "strftime('%Y-%m-%d', at, 'unixepoch', '-6 days', 'weekday 1')");
  check_texts(times, "cast(date_trunc('hour', at) as text)", "strftime('%Y-%m-%dT%H:00:00Z', at, 'unixepoch')");
  check_texts(times, "cast(date_trunc('minute', at) as text)", "strftime('%Y-%m-%dT%H:%M:00Z', at, 'unixepoch')");
  check_texts(times, "cast(date_trunc('second', at) as text)", "strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch')");
}

TEST_CASE("extract returns the numbers that SQLite prints") {
  const Times times(1000);
  const std::vector<std::pair<std::string, std::string>> units{{"year", "%Y"}, {"month", "%m"},  {"day", "%d"},
                                                               {"hour", "%H"}, {"minute", "%M"}, {"second", "%S"},
                                                               {"dow", "%w"},  {"doy", "%j"},    {"epoch", "%s"}};
  for (const auto& [unit, format] : units)
    check_texts(times, fmt::format("cast(extract({} from at) as text)", unit),
                fmt::format("cast(cast(strftime('{}', at, 'unixepoch') as integer) as text)", format));
}

TEST_CASE("A time that is cast to text is cast back to the same") {
  test::Random random(22);
  RowsBuilder builder(Columns{{"at", ColumnType::time}});
  for (int i = 0; i < 2000; ++i)
    builder.add(Time(std::chrono::microseconds(static_cast<std::int64_t>(test::below(random, 1ULL << 57)) - (1LL << 55))));
  const Rows rows = builder.build();
  const auto again = test::evaluated<Time>("cast(cast(at as text) as time)", rows);
  for (std::size_t row = 0; row < rows.size(); ++row) CHECK(again[row] == rows[row].get<Time>("at"));
}

TEST_CASE("Weeks, quarters and parts of a second are numbered") {
  // As Python's date.isocalendar() has them.
  for (const auto& [date, week] : std::vector<std::pair<std::string, std::int64_t>>{
           {"2021-01-03", 53}, {"2021-01-04", 1}, {"2024-12-30", 1}, {"2026-12-31", 53}, {"2023-01-01", 52}, {"2016-02-29", 9}})
    CHECK(test::value_of<std::int64_t>(fmt::format("extract(week from cast('{}' as time))", date)) == week);
  for (int month = 1; month <= 12; ++month) {
    const std::string time = fmt::format("cast('2023-{:02}-15' as time)", month);
    CHECK(test::value_of<std::int64_t>(fmt::format("extract(quarter from {})", time)) == (month + 2) / 3);
    CHECK(test::value_of<bool>(fmt::format("date_trunc('quarter', {}) = cast('2023-{:02}-01' as time)", time, 3 * ((month + 2) / 3) - 2)) ==
          true);
  }
  CHECK(test::value_of<std::int64_t>("extract(microsecond from cast('1969-12-31T23:59:59.25' as time))") == 250'000);
}

TEST_CASE("Of a time beyond the years 0 to 9999 there is no date") {
  const Columns columns{{"at", ColumnType::time}, {"n", ColumnType::integer}};
  for (const std::int64_t beyond :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), std::int64_t{253402300800000000}}) {
    const Rows rows = RowsBuilder(columns).add(Time(std::chrono::microseconds(beyond)), beyond).build();
    for (const char* const text : {"date_trunc('week', at)", "date_trunc('hour', at)", "extract(year from at)", "strftime('%Y', at)"})
      CHECK(Evaluator(Expression::compile(text, columns)).evaluate(rows).values.is_null(0));
    CHECK(Evaluator(Expression::compile("cast(at as text)", columns)).evaluate(rows).failed.size() == 1);
    CHECK(Evaluator(Expression::compile("cast(n as time)", columns)).evaluate(rows).failed.size() == 1);
  }
  const Rows last = RowsBuilder(columns).add(Time(std::chrono::microseconds(253402300799999999)), 253402300799999999).build();
  CHECK(test::evaluated<std::string_view>("cast(cast(n as time) as text)", last).front() == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("A time may be written with an offset, without seconds, and as a date") {
  const auto same = [](const char* a, const char* b) {
    return test::value_of<bool>(fmt::format("cast('{}' as time) = cast('{}' as time)", a, b)) == true;
  };
  CHECK(same("2024-01-31", "2024-01-31T00:00:00Z"));
  CHECK(same("2024-01-31 12:30", "2024-01-31T12:30:00.000Z"));
  CHECK(same("2024-01-31T12:30:00+02:00", "2024-01-31T10:30:00Z"));
  CHECK(same("2024-01-31T23:30:00-0130", "2024-02-01T01:00:00Z"));
  CHECK(same("2024-01-31T12:30:00.1234567", "2024-01-31T12:30:00.123456Z"));
  CHECK(test::value_of<std::int64_t>("cast(cast('1970-01-01T00:00:01.5' as time) as int)") == 1'500'000);
}
