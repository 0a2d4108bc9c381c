#include "expressions/random_expression.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "expressions/random_parts.hpp"

namespace test {
namespace {

using weir::ColumnType;
using enum weir::ColumnType;
using Drawn = RandomExpression;

class Drawing : private RandomParts {
 public:
  using RandomParts::RandomParts;

  Drawn draw(ColumnType type, int depth) {
    if (depth <= 0 || chance(6)) return leaf(type);
    switch (type) {
      case boolean:
        return draw_bool(depth - 1);
      case integer:
        return draw_int(depth - 1);
      case floating:
        return draw_float(depth - 1);
      default:
        return draw_text(depth - 1);
    }
  }

 private:
  ColumnType any_type() { return one({boolean, integer, floating, text}); }
  // Two of which one operator takes both.
  std::pair<Drawn, Drawn> comparable(int depth) {
    const ColumnType type = any_type();
    const bool mixed = (type == integer || type == floating) && chance(3);
    const ColumnType other = !mixed ? type : type == integer ? floating : integer;
    return {draw(type, depth), draw(other, depth)};
  }
  // As a value of that type, where an int may stand for a float; SQLite would leave it one.
  Drawn choice_value(ColumnType type, int depth) {
    if (type != floating || !chance(4)) return draw(type, depth);
    Drawn value = draw(integer, depth);
    value.sqlite = fmt::format("cast({} as real)", value.sqlite);
    return value;
  }

  // One that has the type by itself, so that the others are converted to it.
  Drawn first_value(ColumnType type, int depth) {
    if (type != floating) return draw(type, depth);
    return chance(2) ? literal_float() : binary(floating, draw(floating, depth), "+", column(floating), kSum);
  }

  Drawn draw_bool(int depth) {
    switch (below(random_, 11)) {
      case 8:
        return pattern(depth);
      case 0:
        return binary(boolean, draw(boolean, depth), "and", draw(boolean, depth), kAnd);
      case 1:
        return binary(boolean, draw(boolean, depth), "or", draw(boolean, depth), kOr);
      case 2:
        return unary(boolean, "not", draw(boolean, depth), kNot);
      case 3:
        return null_test(draw(any_type(), depth));
      case 4:
        return between(depth);
      case 5:
        return membership(depth);
      case 6:
        return choice(boolean, depth);
      case 7: {
        const auto [a, b] = comparable(depth);
        return binary(boolean, a, one({"is", "is not"}), b, kEquality);
      }
      default:
        return comparison(depth);
    }
  }
  Drawn comparison(int depth) {
    const auto [a, b] = comparable(depth);
    if (chance(2)) return binary(boolean, a, one({"=", "==", "<>", "!="}), b, kEquality);
    return binary(boolean, a, one({"<", "<=", ">", ">="}), b, kOrder);
  }
  Drawn null_test(const Drawn& a) {
    const std::string_view test = one({"is null", "is not null", "isnull", "notnull", "not null"});
    return {boolean, fmt::format("{} {}", placed(a, kEquality), test), fmt::format("({} {})", a.sqlite, test), kEquality};
  }
  Drawn between(int depth) {
    const auto [x, low] = comparable(depth);
    const Drawn high = draw(x.type, depth);
    const std::string_view word = one({"between", "not between"});
    return {boolean, fmt::format("{} {} {} and {}", placed(x, kEquality), word, placed(low, kOrder), placed(high, kOrder)),
            fmt::format("({} {} {} and {})", x.sqlite, word, low.sqlite, high.sqlite), kEquality};
  }
  Drawn membership(int depth) {
    const ColumnType type = any_type();
    const Drawn x = draw(type, depth);
    const std::string_view word = one({"in", "not in"});
    Drawn drawn{boolean, fmt::format("{} {} (", placed(x, kEquality), word), fmt::format("({} {} (", x.sqlite, word), kEquality};
    const bool literals = chance(2);
    const std::size_t count = 1 + below(random_, chance(4) ? 20 : 4);
    for (std::size_t i = 0; i < count; ++i) {
      const Drawn item = literals ? literal(type) : chance(8) ? draw(type, depth) : leaf(type);
      drawn.text += fmt::format("{}{}", i == 0 ? "" : ", ", item.text);
      drawn.sqlite += fmt::format("{}{}", i == 0 ? "" : ", ", item.sqlite);
    }
    drawn.text += ")";
    drawn.sqlite += "))";
    return drawn;
  }

  Drawn choice(ColumnType type, int depth) {
    switch (below(random_, 6)) {
      case 0:
        return searched_case(type, depth);
      case 1:
        return simple_case(type, depth);
      case 2:
        return call(type, "iif", {draw(boolean, depth), first_value(type, depth), choice_value(type, depth)});
      case 3:
        return call(type, "nullif", {draw(type, depth), draw(type, depth)});
      case 4:
        return call(type, "coalesce", {choice_value(type, depth), first_value(type, depth), choice_value(type, depth)});
      default:
        return call(type, one({"min", "max"}), {first_value(type, depth), choice_value(type, depth)});
    }
  }
  Drawn searched_case(ColumnType type, int depth) {
    const Drawn a = draw(boolean, depth), b = draw(boolean, depth);
    const Drawn v = first_value(type, depth), w = choice_value(type, depth), other = choice_value(type, depth);
    return case_of(type, fmt::format("case when {} then {} when {} then {}", a.text, v.text, b.text, w.text),
                   fmt::format("case when {} then {} when {} then {}", a.sqlite, v.sqlite, b.sqlite, w.sqlite), other);
  }
  Drawn simple_case(ColumnType type, int depth) {
    const auto [x, a] = comparable(depth);
    const Drawn v = first_value(type, depth), other = choice_value(type, depth);
    return case_of(type, fmt::format("case {} when {} then {}", x.text, a.text, v.text),
                   fmt::format("case {} when {} then {}", x.sqlite, a.sqlite, v.sqlite), other);
  }
  Drawn case_of(ColumnType type, const std::string& ours, const std::string& theirs, const Drawn& other) {
    if (chance(3)) return {type, ours + " end", theirs + " end", kLeaf};
    return {type, fmt::format("{} else {} end", ours, other.text), fmt::format("{} else {} end", theirs, other.sqlite), kLeaf};
  }

  Drawn sum(ColumnType type, const Drawn& a, const Drawn& b) {
    if (chance(2)) return binary(type, a, one({"+", "-"}), b, kSum);
    return binary(type, a, one({"*", "/", "%"}), b, kProduct);
  }

  Drawn draw_int(int depth) {
    switch (below(random_, 9)) {
      case 0:
        return unary(integer, one({"-", "+"}), draw(integer, depth), kSign);
      case 1:
        return choice(integer, depth);
      case 2:
        return cast(integer, "int", "integer", draw(one({boolean, floating, text}), depth));
      case 3:
        return chance(2) ? absolute(draw(integer, depth)) : call(integer, one({"floor", "ceil"}), {draw(integer, depth)});
      case 4:
        return call(integer, "sign", {draw(one({integer, floating}), depth)});
      case 5:
        return chance(2) ? call(integer, "length", {draw(text, depth)}) : call(integer, "instr", {draw(text, depth), leaf(text)});
      default:
        return sum(integer, draw(integer, depth), draw(integer, depth));
    }
  }
  // SQLite gives up a query at the least of all ints, which weir has no value for.
  static Drawn absolute(const Drawn& a) {
    return {integer, fmt::format("abs({})", a.text), fmt::format("abs(nullif({}, -9223372036854775808))", a.sqlite), kLeaf};
  }
  Drawn draw_float(int depth) {
    switch (below(random_, 9)) {
      case 0:
        return unary(floating, "-", draw(floating, depth), kSign);
      case 1:
        return choice(floating, depth);
      case 2:
        return cast(floating, "float", "real", draw(one({boolean, integer, text}), depth));
      case 3:
        return sum(floating, draw(integer, depth), draw(floating, depth));
      case 4:
        return sum(floating, draw(floating, depth), draw(integer, depth));
      case 5:
        return call(floating, one({"abs", "floor", "ceil"}), {column(floating)});
      case 6:
        return real_function(depth);
      default:
        return sum(floating, draw(floating, depth), draw(floating, depth));
    }
  }
  Drawn real_function(int depth) {
    const Drawn x = draw(one({integer, floating}), depth);
    if (chance(6)) return call(floating, "power", {x, draw(one({integer, floating}), depth)});
    return call(floating, one({"round", "sqrt", "exp", "ln"}), {x});
  }
  Drawn draw_text(int depth) {
    switch (below(random_, 8)) {
      case 0:
        return choice(text, depth);
      case 1:
        return cast(text, "text", "text", draw(integer, depth));
      case 2:
        return call(text, one({"lower", "upper", "trim", "ltrim", "rtrim"}), {draw(text, depth)});
      case 3:
        return call(text, one({"trim", "ltrim", "rtrim"}), {draw(text, depth), leaf(text)});
      case 4:
        return call(text, "substr", {draw(text, depth), small_int()});
      case 5:
        return call(text, "substr", {draw(text, depth), small_int(), small_int()});
      case 6:
        return call(text, "replace", {draw(text, depth), leaf(text), same(text, quoted(random_text(random_)), kLeaf)});
      default:
        return binary(text, draw(text, depth), "||", draw(text, depth), kConcatenation);
    }
  }
  // SQLite's substr takes 32 bits of a number.
  Drawn small_int() {
    return chance(2) ? same(integer, "j", kLeaf) : same(integer, fmt::format("{}", static_cast<int>(below(random_, 13)) - 6), kSign);
  }
  Drawn pattern(int depth) {
    const std::string_view word = one({"like", "not like", "glob", "not glob"});
    Drawn drawn = binary(boolean, draw(text, depth), word, draw(text, depth), kEquality);
    if (word.ends_with("glob") || !chance(3)) return drawn;
    const std::string escape = fmt::format(" escape '{}'", one({"a", "%", "_", "\xC3\xA9", "]"}));
    drawn.text += escape;
    drawn.sqlite.insert(drawn.sqlite.size() - 1, escape);
    return drawn;
  }
};

}  // namespace

RandomExpression random_expression(Random& random, weir::ColumnType type, int depth) {
  return Drawing(random).draw(type, depth);
}

}  // namespace test
