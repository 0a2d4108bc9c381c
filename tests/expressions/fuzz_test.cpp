#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "expressions/any_text.hpp"
#include "expressions/random_expression.hpp"

namespace {

// What expressions are made of, and what has tripped up other parsers.
constexpr std::string_view kWords[] = {"i",
                                       "x",
                                       "s",
                                       "b",
                                       "1",
                                       "2.5",
                                       "'a'",
                                       "\"s\"",
                                       "null",
                                       "true",
                                       "(",
                                       ")",
                                       ",",
                                       "+",
                                       "-",
                                       "*",
                                       "/",
                                       "%",
                                       "||",
                                       "=",
                                       "<",
                                       "<=",
                                       "<>",
                                       "and",
                                       "or",
                                       "not",
                                       "is",
                                       "in",
                                       "between",
                                       "like",
                                       "escape",
                                       "glob",
                                       "regexp",
                                       "case",
                                       "when",
                                       "then",
                                       "else",
                                       "end",
                                       "cast",
                                       "as",
                                       "int",
                                       "text",
                                       "time",
                                       "lower",
                                       "substr",
                                       "round",
                                       "coalesce",
                                       "extract",
                                       "from",
                                       "'",
                                       "\"",
                                       "\\",
                                       ".",
                                       "1e",
                                       "9223372036854775808",
                                       "\xFF",
                                       "\xC3",
                                       "\xE2\x82\xAC",
                                       "--",
                                       "/*",
                                       ";",
                                       "\n",
                                       "'('",
                                       "'[a-'",
                                       "'%'",
                                       "'2024-01-31'",
                                       "'hour'",
                                       "date_trunc",
                                       "hash",
                                       "&&",
                                       "!",
                                       "#"};

std::string text_of_words(test::Random& random) {
  std::string text;
  for (std::size_t count = 1 + test::below(random, 15); count > 0; --count) {
    text += test::one_of(random, kWords);
    if (test::below(random, 5) > 0) text += ' ';
  }
  return text;
}

// An expression with some mistakes.
std::string damaged(test::Random& random) {
  std::string text = test::random_expression(random, weir::ColumnType::boolean, 3).text;
  for (std::size_t count = test::below(random, 4); count > 0; --count) {
    const std::size_t at = test::below(random, text.size() + 1);
    switch (test::below(random, 5)) {
      case 0:
        text.erase(at, 1 + test::below(random, 6));
        break;
      case 1:
        text.insert(at, test::one_of(random, kWords));
        break;
      case 2:
        text.insert(at, text.substr(test::below(random, text.size() + 1), test::below(random, 20)));
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

// An exact copy on the heap, so that the address sanitizer sees every step beyond its end.
bool is_expression(const std::string& text) {
  const std::vector<char> copy(text.begin(), text.end());
  return test::evaluates_any_text({copy.data(), copy.size()});
}

}  // namespace

TEST_CASE("A damaged expression is refused within its text, or is another expression") {
  test::Random random(31);
  std::size_t expressions = 0;
  for (int i = 0; i < 10'000; ++i) expressions += is_expression(damaged(random)) ? 1 : 0;
  CHECK(expressions > 2'000);
  CHECK(expressions < 8'000);
}

TEST_CASE("Words in any order are refused, or are an expression") {
  test::Random random(32);
  std::size_t expressions = 0;
  for (int i = 0; i < 20'000; ++i) expressions += is_expression(text_of_words(random)) ? 1 : 0;
  CHECK(expressions > 50);
  CHECK(expressions < 10'000);
}
