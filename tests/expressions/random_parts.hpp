#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "expressions/random_expression.hpp"

namespace test {

// How tightly operators bind: a table of its own, from https://www.sqlite.org/lang_expr.html.
enum Level { kOr = 1, kAnd, kNot, kEquality, kOrder, kSum, kProduct, kConcatenation, kSign, kLeaf };

/// What random expressions are put together of.
class RandomParts {
 public:
  using Drawn = RandomExpression;

  explicit RandomParts(Random& random) : random_(random) {}

  /// True once in so many times.
  bool chance(std::size_t of) { return below(random_, of) == 0; }
  template <class T, std::size_t N>
  const T& one(const T (&list)[N]) {
    return list[below(random_, N)];
  }

  Drawn leaf(weir::ColumnType type) { return chance(2) ? column(type) : literal(type); }
  Drawn literal(weir::ColumnType type) {
    using enum weir::ColumnType;
    if (chance(10)) return {type, "null", "null", kLeaf};
    switch (type) {
      case boolean:
        return same(type, chance(2) ? "true" : "false", kLeaf);
      case integer:
        return same(type, fmt::format("{}", chance(3) ? random_int(random_) : static_cast<std::int64_t>(below(random_, 9)) - 4), kSign);
      case floating:
        return literal_float();
      default:
        return same(type, quoted(random_text(random_)), kLeaf);
    }
  }
  Drawn column(weir::ColumnType type) {
    constexpr std::string_view kNames[][2] = {{"b", "c"}, {"i", "j"}, {"x", "y"}, {"s", "t"}};
    return same(type, kNames[static_cast<std::size_t>(type)][below(random_, 2)], kLeaf);
  }
  Drawn literal_float() {
    std::string digits = fmt::format("{}", random_float(random_));
    if (digits.find_first_of(".e") == std::string::npos) digits += ".0";
    return same(weir::ColumnType::floating, digits, kSign);
  }
  static Drawn same(weir::ColumnType type, std::string_view text, int level) { return {type, std::string(text), std::string(text), level}; }
  static std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
  }

  // ---- combinations

  // In parentheses where the place needs them, and sometimes where it does not.
  std::string placed(const Drawn& part, int level) { return part.level < level || chance(12) ? fmt::format("({})", part.text) : part.text; }

  Drawn binary(weir::ColumnType type, const Drawn& a, std::string_view symbol, const Drawn& b, int level) {
    return {type, fmt::format("{} {} {}", placed(a, level), symbol, placed(b, level + 1)),
            fmt::format("({} {} {})", a.sqlite, symbol, b.sqlite), level};
  }
  Drawn unary(weir::ColumnType type, std::string_view symbol, const Drawn& a, int level) {
    return {type, fmt::format("{} {}", symbol, placed(a, level)), fmt::format("({} {})", symbol, a.sqlite), level};
  }
  Drawn call(weir::ColumnType type, std::string_view name, const std::vector<Drawn>& arguments) {
    Drawn drawn{type, fmt::format("{}(", name), fmt::format("{}(", name), kLeaf};
    for (const Drawn& argument : arguments) {
      const std::string_view comma = &argument == arguments.data() ? "" : ", ";
      drawn.text += fmt::format("{}{}", comma, argument.text);
      drawn.sqlite += fmt::format("{}{}", comma, argument.sqlite);
    }
    drawn.text += ")";
    drawn.sqlite += ")";
    return drawn;
  }

  Drawn cast(weir::ColumnType type, std::string_view ours, std::string_view theirs, const Drawn& a) {
    return {type, fmt::format("cast({} as {})", a.text, ours), fmt::format("cast({} as {})", a.sqlite, theirs), kLeaf};
  }

 protected:
  Random& random_;
};

}  // namespace test
