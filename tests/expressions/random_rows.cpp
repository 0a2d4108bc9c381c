#include "expressions/random_rows.hpp"

#include <limits>
#include <optional>

namespace test {

using weir::ColumnType;

std::int64_t random_int(Random& random) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kInts[] = {
      0, 1, -1, 2, 3, -7, 10, kMost, kMost - 1, -kMost, -kMost - 1, 9007199254740993, -9007199254740993, 1LL << 32, 3037000500};
  switch (below(random, 4)) {
    case 0:
      return one_of(random, kInts);
    case 1:
      return static_cast<std::int64_t>(random());
    default:
      return static_cast<std::int64_t>(below(random, 41)) - 20;
  }
}

double random_float(Random& random) {
  constexpr double kFloats[] = {0.0,
                                1.0,
                                -1.0,
                                0.5,
                                -2.5,
                                1.5,
                                1e308,
                                -1e308,
                                1e-300,
                                4.5e15,
                                9.1e15,
                                3.0e18,
                                9.3e18,
                                -1e19,
                                2.25,
                                9007199254740992.0,
                                0.49999999999999994};
  switch (below(random, 4)) {
    case 0:
      return one_of(random, kFloats);
    case 1:
      return static_cast<double>(random_int(random));
    default:
      return (static_cast<double>(below(random, 2001)) - 1000) / 16;
  }
}

std::string random_text(Random& random) {
  constexpr const char* kTexts[] = {"",
                                    "a",
                                    "A",
                                    "abc",
                                    "ABC",
                                    "b",
                                    "12",
                                    " 7 ",
                                    "1e3",
                                    "-5",
                                    "0.5",
                                    "true",
                                    "%",
                                    "_",
                                    "a%b",
                                    "x_y",
                                    "[a]",
                                    "*",
                                    "ab*",
                                    "\xC3\xA4",
                                    "\xC3\x84pfel",
                                    "\xE2\x82\xAC",
                                    "\xF0\x9F\x98\x80 x",
                                    "  sp  "};
  constexpr const char* kPieces[] = {
      "a", "b", "A", "B", " ", "%", "_", "*", "?", "[", "]", "-", "^", "1", ".", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
  if (below(random, 3) == 0) return one_of(random, kTexts);
  std::string text;
  for (std::size_t count = below(random, 6); count > 0; --count) text += one_of(random, kPieces);
  return text;
}

weir::Rows random_rows(Random& random, std::size_t count) {
  weir::RowsBuilder builder(weir::Columns{{"i", ColumnType::integer},
                                          {"j", ColumnType::integer},
                                          {"x", ColumnType::floating},
                                          {"y", ColumnType::floating},
                                          {"s", ColumnType::text},
                                          {"t", ColumnType::text},
                                          {"b", ColumnType::boolean},
                                          {"c", ColumnType::boolean}});
  const auto maybe = [&random](auto value) { return below(random, 5) == 0 ? std::nullopt : std::optional(value); };
  for (std::size_t row = 0; row < count; ++row) {
    const auto small = static_cast<std::int64_t>(below(random, 9)) - 4;
    builder.add(maybe(random_int(random)), small, maybe(random_float(random)), random_float(random), maybe(random_text(random)),
                random_text(random), maybe(below(random, 2) == 0), below(random, 2) == 0);
  }
  return builder.build();
}

}  // namespace test
