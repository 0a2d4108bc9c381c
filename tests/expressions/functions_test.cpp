#include <algorithm>
#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "expressions/evaluated.hpp"
#include "expressions/random_rows.hpp"

using namespace weir;

namespace {

// Rounds the exact decimals of a float on paper: all of them, and a half away from 0.
double rounded_on_paper(double x, int decimals) {
  std::string digits = fmt::format("{:.1080f}", std::abs(x));
  const std::size_t cut = digits.find('.') + 1 + static_cast<std::size_t>(decimals);
  const bool up = digits[cut] >= '5';
  digits.resize(cut);
  digits.insert(0, "0");
  for (std::size_t at = digits.size(); up && at-- > 0;) {
    if (digits[at] == '.') continue;
    digits[at] = digits[at] == '9' ? '0' : static_cast<char>(digits[at] + 1);
    if (digits[at] != '0') break;
  }
  return std::copysign(std::stod(digits), x);
}

Rows rows_of_floats(const std::vector<double>& numbers) {
  RowsBuilder builder(Columns{{"x", ColumnType::floating}});
  for (const double number : numbers) builder.add(number);
  return builder.build();
}

}  // namespace

TEST_CASE("round(x, n) rounds the exact value, a half away from 0") {
  test::Random random(11);
  std::vector<double> numbers{0.125, -0.375, 2.5, 1.005, 0.5, 1e15 + 0.5, 123456789.987654321, 1e300, 5e-324, 0.045, 99.995};
  for (int i = 0; i < 2000; ++i) {
    numbers.push_back(static_cast<double>(static_cast<std::int64_t>(random())) /
                      std::ldexp(1.0, static_cast<int>(test::below(random, 64))));
    numbers.push_back(static_cast<double>(test::below(random, 100'000)) / 1000);
    numbers.push_back(static_cast<double>(test::below(random, 100'000)) / 1024);
  }
  const Rows rows = rows_of_floats(numbers);
  for (const int decimals : {1, 2, 3, 5, 9}) {
    const auto rounded = test::evaluated<double>(fmt::format("round(x, {})", decimals), rows);
    for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(rounded[i] == rounded_on_paper(numbers[i], decimals));
  }
}

TEST_CASE("log10 of a power of ten is whole") {
  for (int i = -20; i <= 20; ++i) CHECK(test::value_of<double>(fmt::format("log10(1e{})", i)) == i);
  CHECK(test::value_of<double>("log10(0)") == std::nullopt);
  CHECK(test::value_of<double>("log10(-1)") == std::nullopt);
}

TEST_CASE("A float that is cast to text reads back as the same float") {
  test::Random random(12);
  std::vector<double> numbers;
  for (int i = 0; i < 3000; ++i) numbers.push_back(test::random_float(random) / static_cast<double>(1 + test::below(random, 1000)));
  const Rows rows = rows_of_floats(numbers);
  const auto texts = Evaluator(Expression::compile("cast(x as text)", rows.columns())).evaluate(rows).values;
  const auto again = test::evaluated<double>("cast(cast(x as text) as float)", rows);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(std::stod(std::string(*texts.get<std::string_view>(i))) == numbers[i]);
    CHECK(again[i] == numbers[i]);
  }
  CHECK(test::evaluated<std::string_view>("cast(x as text)", rows_of_floats({2})).front() == "2.0");
}

TEST_CASE("A text that is cast to what it is not fails its row") {
  const Columns columns{{"s", ColumnType::text}};
  for (const char* const cast : {"cast(s as int)", "cast(s as float)", "cast(s as bool)", "cast(s as time)"}) {
    Evaluator evaluator(Expression::compile(cast, columns));
    for (const char* const text : {"", "x", "1x", "- 1", "+-1", "0x10", "inf", "nan", "2024-02-30", "2024-01-01T25:00", "truee"}) {
      CAPTURE(cast, text);
      CHECK(evaluator.evaluate(RowsBuilder(columns).add(text).build()).failed.size() == 1);
    }
    CHECK(evaluator.evaluate(RowsBuilder(columns).add(std::nullopt).build()).failed.empty());
  }
  CHECK(Evaluator(Expression::compile("cast(s as int)", columns))
            .evaluate(RowsBuilder(columns).add("9223372036854775808").build())
            .failed.size() == 1);
}

TEST_CASE("A float beyond the ints fails the row that casts it to one") {
  const Rows rows = rows_of_floats({9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0, -9223372036854777856.0});
  const Evaluation evaluation = Evaluator(Expression::compile("cast(x as int)", rows.columns())).evaluate(rows);
  REQUIRE(evaluation.failed.size() == 2);
  CHECK(evaluation.failed[0].row == 1);
  CHECK(evaluation.failed[1].row == 3);
  CHECK(evaluation.values.get<std::int64_t>(2) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("regexp finds what the standard library finds") {
  test::Random random(13);
  const Rows rows = test::random_rows(random, 2000);
  std::size_t found = 0;
  for (const char* const pattern : {"a", "^a", "b$", "[ab]+[0-9]", "a.*b", "^$", "A|B", "(a|b){2}"}) {
    const std::regex standard(pattern);
    const auto ours = test::evaluated<bool>(fmt::format("t regexp '{}'", pattern), rows);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::string_view text = rows.values<std::string_view>("t")[row];
      CHECK(ours[row] == std::regex_search(text.begin(), text.end(), standard));
      found += *ours[row] ? 1 : 0;
    }
  }
  CHECK(found > 1000);
}

TEST_CASE("A wildcard pattern that would take others for ever is decided at once") {
  const std::string text(5000, 'a');
  const Columns columns{{"s", ColumnType::text}};
  const Rows rows = RowsBuilder(columns).add(text).build();
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "a%";
  CHECK(test::evaluated<bool>(fmt::format("s like '{}b'", pattern), rows).front() == false);
  CHECK(test::evaluated<bool>(fmt::format("s like '{}'", pattern), rows).front() == true);
}

TEST_CASE("A text that would be longer than 16 MiB fails its row") {
  const Columns columns{{"s", ColumnType::text}};
  const Rows rows = RowsBuilder(columns).add(std::string(5000, 'a')).build();
  const Evaluation squared = Evaluator(Expression::compile("replace(s, 'a', s)", columns)).evaluate(rows);
  REQUIRE(squared.failed.size() == 1);
  CHECK(squared.failed[0].reason == "'replace(s, 'a', s)' is longer than 16 MiB");
  const Evaluation halves = Evaluator(Expression::compile("length(replace(s, 'aa', s))", columns)).evaluate(rows);
  CHECK(halves.values.get<std::int64_t>(0) == 12'500'000);
  CHECK(Evaluator(Expression::compile("replace(s, 'aa', s) || replace(s, 'aa', s)", columns)).evaluate(rows).failed.size() == 1);
}

TEST_CASE("hash has the values that FNV-1a and MurmurHash3's finaliser have") {
  // Computed in Python from their definitions.
  CHECK(test::value_of<std::int64_t>("hash('')") == -1166397803181037274);
  CHECK(test::value_of<std::int64_t>("hash('foobar')") == 3180132088784447275);
  CHECK(test::value_of<std::int64_t>("hash(1)") == -5451962507482445012);
  CHECK(test::value_of<std::int64_t>("hash(-1)") == 7256831767414464289);
  CHECK(test::value_of<std::int64_t>("hash(1.5)") == -8620509230208272656);
  CHECK(test::value_of<std::int64_t>("hash(true)") == -5451962507482445012);
  CHECK(test::value_of<std::int64_t>("hash(cast(1 as time))") == -5451962507482445012);
  CHECK(test::value_of<bool>("hash(0.0) = hash(-0.0)") == true);
  CHECK(test::value_of<std::int64_t>("hash(null)") == std::nullopt);
}
