#include "parser.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "operators.hpp"
#include "token_stream.hpp"

namespace weir::expressions {
namespace {

using diagnostics::shown;
using Kind = Syntax::Kind;

// Parentheses, calls, signs and `not` that stand in each other: each takes a few frames of the stack.
constexpr std::size_t kDeepestNesting = 200;

Syntax call_of(std::string_view function, Range name, Range range, std::vector<Syntax> arguments) {
  return {Kind::call, range, name, std::string(function), std::move(arguments)};
}

Syntax call_of(std::string_view function, Range name, Range range, Syntax argument) {
  std::vector<Syntax> one;
  one.push_back(std::move(argument));
  return call_of(function, name, range, std::move(one));
}

Syntax call_of(std::string_view function, Range name, Syntax left, Syntax right) {
  const Range range = joined(left.range, right.range);
  std::vector<Syntax> two;
  two.push_back(std::move(left));
  two.push_back(std::move(right));
  return call_of(function, name, range, std::move(two));
}

class Parser : private TokenStream {
 public:
  using TokenStream::TokenStream;

  Syntax whole() {
    Syntax syntax = expression(kOr);
    if (token().kind != Token::Kind::end) fail_at_token("the expression should end here");
    return syntax;
  }

 private:
  // A tree that is not too high.
  Syntax checked(Syntax syntax) {
    std::size_t height = 0;
    for (const Syntax& child : syntax.children) height = std::max(height, child.height);
    syntax.height = height + 1;
    if (syntax.height > kDeepest) fail_too_deep(syntax.range);
    return syntax;
  }
  [[noreturn]] void fail_too_deep(Range range) const {
    fail(range, {"the expression is nested too deeply", "write it as several, or `x in (…)` for many alternatives"});
  }

  // Operators that bind at least as tightly as `level`.
  Syntax expression(Level level) {
    if (++nesting_ > kDeepestNesting) fail_too_deep(token().range);
    Syntax left = prefix();
    while (auto more = operation(left, level)) left = checked(*std::move(more));
    --nesting_;
    return left;
  }

  // What an operator at this place makes of what stands before it; nothing when there is none that binds tightly enough.
  std::optional<Syntax> operation(Syntax& left, Level level) {
    for (const Operator& binary : kBinary) {
      if (binary.level >= level && is(binary.symbol)) return binary_operation(left, binary);
    }
    return kEquality >= level ? predicate(left) : std::nullopt;
  }

  Syntax binary_operation(Syntax& left, const Operator& binary) {
    const Range name = next().range;
    Syntax right = expression(static_cast<Level>(binary.level + 1));
    return call_of(binary.function, name, std::move(left), std::move(right));
  }

  // The operators of words, some with a `not` before them.
  std::optional<Syntax> predicate(Syntax& left) {
    if (is("not") && is("null", 1)) return null_test(left, "notnull", 2);
    if (is("isnull") || is("notnull")) return null_test(left, token().keyword, 1);
    if (is("is")) return is_operation(left);
    const bool negated = is("not");
    const std::size_t ahead = negated ? 1 : 0;
    for (const auto& [word, parse] :
         {std::pair("between", &Parser::between), std::pair("in", &Parser::in), std::pair("like", &Parser::like),
          std::pair("glob", &Parser::pattern), std::pair("regexp", &Parser::pattern)}) {
      if (!is(word, ahead)) continue;
      const Range begin = token().range;
      skip(ahead);
      Syntax found = checked((this->*parse)(left));
      if (!negated) return found;
      const Range range = found.range;
      return call_of("not", begin, range, std::move(found));
    }
    return std::nullopt;
  }

  Syntax null_test(Syntax& left, std::string_view function, std::size_t words) {
    const Range name = joined(token().range, token(words - 1).range), range = joined(left.range, name);
    skip(words);
    return call_of(function, name, range, std::move(left));
  }

  // `x is null` needs no second argument.
  Syntax is_operation(Syntax& left) {
    const bool negated = is("not", 1);
    Syntax operation = binary_operation_of_words(left, negated ? "is not" : "is", negated ? 2 : 1);
    if (operation.children.back().kind != Kind::null) return operation;
    operation.text = negated ? "notnull" : "isnull";
    operation.children.pop_back();
    return operation;
  }

  Syntax binary_operation_of_words(Syntax& left, std::string_view function, std::size_t words) {
    const Range name = joined(token().range, token(words - 1).range);
    skip(words);
    Syntax right = expression(kOrder);
    return call_of(function, name, std::move(left), std::move(right));
  }

  Syntax pattern(Syntax& left) { return binary_operation_of_words(left, token().keyword, 1); }

  Syntax like(Syntax& left) {
    Syntax like = binary_operation_of_words(left, "like", 1);
    if (!take("escape")) return like;
    like.children.push_back(expression(kOrder));
    like.range = joined(like.range, like.children.back().range);
    return like;
  }

  Syntax between(Syntax& left) {
    const Range name = next().range;
    std::vector<Syntax> children;
    children.push_back(std::move(left));
    children.push_back(expression(kOrder));
    expect("and", "after the lower limit of 'between'");
    children.push_back(expression(kOrder));
    const Range range = joined(children.front().range, children.back().range);
    return call_of("between", name, range, std::move(children));
  }

  Syntax in(Syntax& left) {
    const Range name = next().range;
    expect("(", "after 'in'");
    std::vector<Syntax> children;
    children.push_back(std::move(left));
    const Range end = arguments(children);
    const Range range = joined(children.front().range, end);
    return call_of("in", name, range, std::move(children));
  }

  // Expressions up to the parenthesis that closes.
  Range arguments(std::vector<Syntax>& list) {
    do {
      list.push_back(expression(kOr));
    } while (take(","));
    return expect(")", "after the last of the list");
  }

  Syntax prefix() {
    const Token& first = token();
    switch (first.kind) {
      case Token::Kind::integer:
        return leaf(Kind::integer);
      case Token::Kind::floating:
        return leaf(Kind::floating);
      case Token::Kind::text:
        return leaf(Kind::text);
      case Token::Kind::quoted_name:
        return leaf(Kind::quoted_column);
      case Token::Kind::name:
        return word();
      case Token::Kind::symbol:
      case Token::Kind::end:
        break;
    }
    return symbol();
  }

  Syntax leaf(Kind kind) {
    const Token& it = next();
    return {kind, it.range, it.range, kind == Kind::boolean ? it.keyword : it.text, {}};
  }

  Syntax symbol() {
    if (is("-") && token(1).kind == Token::Kind::integer) return negative_integer();
    if (is("-") || is("+")) return unary(token().text, kSign);
    if (!is("(")) fail_at_token("a value is missing", "write a column, a number or a 'text'");
    const Range begin = next().range;
    Syntax inner = expression(kOr);
    inner.range = joined(begin, expect(")", "to close what was opened"));
    return inner;
  }

  // One literal, since the least of all ints has no positive one.
  Syntax negative_integer() {
    const Range sign = next().range;
    Syntax number = leaf(Kind::integer);
    number.text.insert(0, "-");
    number.range = joined(sign, number.range);
    return number;
  }

  // -0.0, which 0 - 0.0 is not.
  static Syntax negative_float(Range sign, Syntax& number) {
    number.text.insert(0, "-");
    number.range = joined(sign, number.range);
    return std::move(number);
  }

  Syntax unary(const std::string& function, Level operand) {
    const Range name = next().range;
    Syntax inner = expression(operand);
    if (function == "-" && inner.kind == Kind::floating && !inner.text.starts_with('-')) return negative_float(name, inner);
    const Range range = joined(name, inner.range);
    return checked(call_of(function, name, range, std::move(inner)));
  }

  Syntax word() {
    if (is("null")) return leaf(Kind::null);
    if (is("true") || is("false")) return leaf(Kind::boolean);
    if (is("not")) return unary("not", kNot);
    if (is("cast")) return cast();
    if (is("case")) return case_expression();
    if (is_reserved(token().keyword))
      fail_at_token("a value is missing", fmt::format("put the name of a column in double quotes: \"{}\"", token().text));
    if (is("(", 1)) return is("extract") ? extract() : function();
    return leaf(Kind::column);
  }

  Syntax function() {
    const Token& name = next();
    next();
    std::vector<Syntax> list;
    const Range end = is(")") ? next().range : arguments(list);
    return checked(call_of(name.keyword, name.range, joined(name.range, end), std::move(list)));
  }

  // extract(year from at), which is extract('year', at).
  Syntax extract() {
    if (token(2).kind != Token::Kind::name || !is("from", 3)) return function();
    const Token& name = next();
    next();
    std::vector<Syntax> list;
    list.push_back(leaf(Kind::text));
    next();
    list.push_back(expression(kOr));
    const Range end = expect(")", "after what to extract from");
    return checked(call_of(name.keyword, name.range, joined(name.range, end), std::move(list)));
  }

  Syntax cast() {
    const Range begin = next().range;
    expect("(", "after 'cast'");
    std::vector<Syntax> one;
    one.push_back(expression(kOr));
    expect("as", "after what to cast");
    if (token().kind != Token::Kind::name) fail_at_token("a type is missing", "write bool, int, float, text or time");
    const Token& type = next();
    return checked({Kind::cast, joined(begin, expect(")", "after the type")), type.range, type.keyword, std::move(one)});
  }

  Syntax case_expression() {
    const Range begin = next().range;
    std::vector<Syntax> children;
    const Kind kind = is("when") ? Kind::searched_case : Kind::simple_case;
    if (kind == Kind::simple_case) children.push_back(expression(kOr));
    if (!is("when")) fail_at_token("'when' is missing after 'case'");
    while (take("when")) {
      children.push_back(expression(kOr));
      expect("then", "after the condition");
      children.push_back(expression(kOr));
    }
    children.push_back(take("else") ? expression(kOr) : Syntax{Kind::null, {begin.offset, 0}, {}, {}, {}});
    return checked({kind, joined(begin, expect("end", "at the end of 'case'")), begin, {}, std::move(children)});
  }

  std::size_t nesting_ = 0;
};

}  // namespace

Syntax parse(std::string_view text) {
  return Parser(text).whole();
}

}  // namespace weir::expressions
