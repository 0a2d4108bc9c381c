#include <string>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"

using namespace weir;

namespace {

const Columns kOrderColumns{{"amount", ColumnType::floating}, {"count", ColumnType::integer}, {"name", ColumnType::text},
                            {"paid", ColumnType::boolean},    {"at", ColumnType::time},       {"end", ColumnType::integer}};

// `OFFSET+LENGTH: MESSAGE` of each fault, a line each; empty when the expression is right.
std::string faults_of(const std::string& text) {
  try {
    static_cast<void>(Expression::compile(text, kOrderColumns));
    return "";
  } catch (const ExpressionError& error) {
    std::string lines;
    for (const ExpressionFault& fault : error.faults())
      lines += fmt::format("{}{}+{}: {}", lines.empty() ? "" : "\n", fault.offset, fault.length, fault.problem.text());
    return lines;
  }
}

}  // namespace

TEST_CASE("A misspelt column or function is named with what was probably meant") {
  CHECK(faults_of("amout > 1") == "0+5: there is no column 'amout'; did you mean 'amount'?");
  CHECK(faults_of("lowr(name) = 'a'") == "0+4: there is no function 'lowr'; did you mean 'lower'?");
  CHECK(faults_of("zzz = 1") == "0+3: there is no column 'zzz'; there is amount, count, name, paid, at and end");
  CHECK(faults_of("name = \"ann\"") == "7+5: there is no column 'ann'; a text stands in single quotes: 'ann'");
}

TEST_CASE("All names and types that do not fit are told at once") {
  CHECK(faults_of("amout > 1 and lowr(name) = 'a' or count = 'x'") ==
        "0+5: there is no column 'amout'; did you mean 'amount'?\n"
        "14+4: there is no function 'lowr'; did you mean 'lower'?\n"
        "40+1: '=' does not take int and text; write cast('x' as int)");
}

TEST_CASE("Types that do not fit are told with how to mend them") {
  CHECK(faults_of("name > 5") == "5+1: '>' does not take text and int; write cast(name as int)");
  CHECK(faults_of("name * 2.5") == "5+1: '*' does not take text and float; write cast(name as float)");
  CHECK(faults_of("at > '2024-01-01'") == "3+1: '>' does not take time and text; write cast('2024-01-01' as time)");
  CHECK(faults_of("count and paid") == "6+3: 'and' does not take int and bool; write count <> 0");
  CHECK(faults_of("name || count") == "5+2: '||' does not take text and int; write cast(count as text)");
  CHECK(faults_of("paid + 1") == "5+1: '+' does not take bool and int; write cast(paid as int)");
  CHECK(faults_of("sqrt(name)") == "0+4: 'sqrt' does not take text; write cast(name as float)");
  CHECK(faults_of("name between 1 and 2") ==
        "5+7: '>=' does not take text and int; write cast(name as int)\n5+7: '<=' does not take text and int; write cast(name as int)");
  CHECK(faults_of("case when count then 1 end") == "10+5: a condition is a bool, and this is of type int");
  CHECK(faults_of("case when paid then 1 else 'x' end") == "27+3: the values to choose from are of types int and text; cast one of them");
  CHECK(faults_of("cast(paid as time)") == "0+18: a bool cannot be cast to time");
}

TEST_CASE("A function of the wrong number of arguments says how many it takes") {
  CHECK(faults_of("round()") == "0+5: 'round' takes 1 or 2 arguments, not 0");
  CHECK(faults_of("coalesce(1)") == "0+8: 'coalesce' takes 2 or more arguments, not 1");
}

TEST_CASE("A mistake of syntax is told where it is, and with what is there instead") {
  CHECK(faults_of("") == "0+0: a value is missing, and there is the end; write a column, a number or a 'text'");
  CHECK(faults_of("count >") == "7+0: a value is missing, and there is the end; write a column, a number or a 'text'");
  CHECK(faults_of("count > 1)") == "9+1: the expression should end here, and there is ')'");
  CHECK(faults_of("(count > 1") == "10+0: ')' is missing to close what was opened, and there is the end");
  CHECK(faults_of("count in 1") == "9+1: '(' is missing after 'in', and there is '1'");
  CHECK(faults_of("count between 1 or 2") == "16+2: 'and' is missing after the lower limit of 'between', and there is 'or'");
  CHECK(faults_of("case count end") == "11+3: 'when' is missing after 'case', and there is 'end'");
  CHECK(faults_of("end = 1") == "0+3: a value is missing, and there is 'end'; put the name of a column in double quotes: \"end\"");
  CHECK(faults_of("\"end\" = 1") == "");
  CHECK(faults_of("cast(count as number)") == "14+6: there is no type 'number'; write bool, int, float, text or time");
}

TEST_CASE("What other languages write is told with what it is here") {
  CHECK(faults_of("paid && paid") == "5+2: '&&' is not an operator; write and");
  CHECK(faults_of("!paid") == "0+1: '!' is not an operator; write not");
  CHECK(faults_of("name = 'it''s") == "7+6: a text begins here and does not end; end it with '");
  CHECK(faults_of("1x > 2") == "0+2: '1x' is neither a number nor a name; put a name that begins with a digit in double quotes");
  CHECK(faults_of("count # 2") == "6+1: '#' does not belong in an expression");
}

TEST_CASE("Literals that cannot be are told") {
  CHECK(faults_of("9223372036854775807") == "");
  CHECK(faults_of("-9223372036854775808") == "");
  CHECK(faults_of("9223372036854775808") == "0+19: '9223372036854775808' is too large for an int; for a float, write .0 at its end");
  CHECK(faults_of("1e400") == "0+5: '1e400' is beyond what a float can be");
  CHECK(faults_of("name regexp '('").starts_with("12+3: the pattern is wrong: missing ): ("));
  CHECK(faults_of("name regexp name") == "12+4: 'regexp' takes a literal pattern; write it in single quotes");
  CHECK(faults_of("name like 'a' escape 'bc'") == "21+4: 'escape' takes a literal of one character; write escape '\\'");
  CHECK(faults_of("date_trunc('hours', at)") == "11+7: there is no unit 'hours' here; did you mean 'hour'?");
  CHECK(faults_of("strftime('%q', at)") == "9+4: there is no '%q' in a format; there is %Y %m %d %H %M %S %f %j %s %w %W, and %% for a %");
}

TEST_CASE("An expression of any depth is compiled or refused") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "1" + std::string(depth, ')'); };
  const auto chained = [](std::size_t length) {
    std::string text = "count = 0";
    for (std::size_t i = 1; i < length; ++i) text += fmt::format(" or count = {}", i);
    return text;
  };
  CHECK(faults_of(nested(100)) == "");
  CHECK(faults_of(nested(100'000)).find("nested too deeply") != std::string::npos);
  CHECK(faults_of(chained(900)) == "");
  CHECK(faults_of(chained(100'000)).find("nested too deeply") != std::string::npos);
  for (const char* const prefix : {"not ", "- ", "+ ", "abs(", "case when ", "1 in ("}) {
    CAPTURE(prefix);
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += prefix;
    CHECK(faults_of(text + "1").find("nested too deeply") != std::string::npos);
  }
}

TEST_CASE("The report shows the text with marks below what is wrong") {
  try {
    static_cast<void>(Expression::compile("paid and\namout > 1", kOrderColumns));
    FAIL("it was compiled");
  } catch (const ExpressionError& error) {
    CHECK(std::string(error.what()) ==
          "there is no column 'amout'; did you mean 'amount'?\n"
          "  paid and\\namout > 1\n"
          "            ^^^^^\n");
  }
}

TEST_CASE("The report of a long text shows the part around what is wrong") {
  try {
    static_cast<void>(Expression::compile(std::string(500, ' ') + "amout" + std::string(500, ' '), kOrderColumns));
    FAIL("it was compiled");
  } catch (const ExpressionError& error) {
    const std::string report = error.what();
    CHECK(report.size() < 400);
    CHECK(report.find("..." + std::string(60, ' ') + "amout") != std::string::npos);
    CHECK(report.find("\n  " + std::string(63, ' ') + "^^^^^\n") != std::string::npos);
  }
}
