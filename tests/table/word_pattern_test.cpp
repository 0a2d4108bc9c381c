// Words with the values of columns in them.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error.hpp>
#include <weir/item.hpp>
#include <weir/placed_text.hpp>

#include "catch.hpp"
#include "table/word_pattern.hpp"

using weir::stages::WordPattern;

namespace {

const weir::Columns kPatternColumns{
    {"name", weir::ColumnType::text}, {"unit price", weir::ColumnType::floating}, {"n", weir::ColumnType::integer}};

std::string filled(const char* text, const std::vector<weir::Cell>& cells) {
  std::vector<weir::Diagnostic> wrong;
  const auto pattern = WordPattern::parse(text, kPatternColumns, wrong);
  REQUIRE(wrong.empty());
  return pattern.value().fill(cells);
}

// What is wrong and where, from 1 on.
std::vector<std::pair<std::uint32_t, std::string>> faults_of(const char* text) {
  weir::PlacedText placed(text);
  placed.position.line = placed.position.column = 1;
  placed.verbatim = true;
  std::vector<weir::Diagnostic> wrong;
  CHECK_FALSE(WordPattern::parse(placed, kPatternColumns, wrong).has_value());
  std::vector<std::pair<std::uint32_t, std::string>> faults;
  for (const weir::Diagnostic& fault : wrong) faults.emplace_back(fault.position.column, fault.problem.text());
  return faults;
}

}  // namespace

TEST_CASE("A word has the values of columns in it, as they are") {
  const std::vector<weir::Cell> cells{std::string_view("a {n} $b"), 2.5, std::int64_t{-3}};
  CHECK(filled("plain", cells) == "plain");
  CHECK(filled("--name={name}, {unit price}{n}", cells) == "--name=a {n} $b, 2.5-3");
  CHECK(filled("{{name}} {{}} }}{{", cells) == "{name} {} }{");
  CHECK(filled("{{{name}}}", cells) == "{a {n} $b}");
  CHECK(filled("", cells).empty());
}

TEST_CASE("A word knows whether it is the same for every row, and which value it lacks") {
  std::vector<weir::Diagnostic> none;
  CHECK(WordPattern::parse("{{n}}", kPatternColumns, none)->is_constant());
  const auto pattern = WordPattern::parse("{name}{n}", kPatternColumns, none);
  CHECK_FALSE(pattern->is_constant());
  CHECK_FALSE(pattern->null_in(std::vector<weir::Cell>{std::string_view(), std::monostate(), std::int64_t{0}}).has_value());
  CHECK(pattern->null_in(std::vector<weir::Cell>{std::string_view(), 1.0, std::monostate()}) == 2);
}

TEST_CASE("All that is wrong with a word is told at its place") {
  using Faults = std::vector<std::pair<std::uint32_t, std::string>>;
  const std::string columns = " in " + to_string(kPatternColumns);
  CHECK(faults_of("a } {nam} {") == Faults{{3, "'}' closes nothing; write }} for a brace"},
                                           {6, "there is no column 'nam'" + columns + "; did you mean 'name'?"},
                                           {11, "'{' is not closed; write {name} for the value of a column, or {{ for a brace"}});
  CHECK(faults_of("{a{n}") == Faults{{1, "'{' is not closed; write {name} for the value of a column, or {{ for a brace"}});
}
