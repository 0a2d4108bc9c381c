#include "rows/field_splitter.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "rows/group_matcher.hpp"
#include "rows/log_formats.hpp"
#include "rows_kinds/csv_random.hpp"

#include <re2/re2.h>

using namespace weir::stages;

namespace {

std::vector<std::string> faults_of(std::string_view pattern) {
  std::vector<PatternFault> faults;
  static_cast<void>(parse_field_pattern(pattern, faults));
  std::vector<std::string> texts;
  for (const PatternFault& fault : faults) texts.push_back(std::to_string(fault.offset) + ": " + fault.problem.what);
  return texts;
}

FieldPattern parsed(std::string_view pattern) {
  std::vector<PatternFault> faults;
  FieldPattern read = parse_field_pattern(pattern, faults);
  REQUIRE(faults.empty());
  return read;
}

// The fields, or nothing when the text does not fit.
template <class Splitter>
std::vector<std::string> split(const Splitter& splitter, std::string_view text, std::size_t count) {
  std::vector<std::string_view> fields(count);
  if (!splitter.split(text, fields.data())) return {};
  std::vector<std::string> texts;
  for (const std::string_view field : fields) texts.push_back(field.data() == nullptr ? "null" : std::string(field));
  return texts;
}

using Texts = std::vector<std::string>;

// What RE2 has for the named groups of the pattern as it is written.
std::vector<std::string> matched(const re2::RE2& pattern, const std::string& text) {
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
  if (!pattern.Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) return {};
  std::vector<std::string> named;
  for (const auto& [number, name] : pattern.CapturingGroupNames()) {
    const re2::StringPiece& group = groups[static_cast<std::size_t>(number)];
    named.push_back(group.data() == nullptr ? "null" : std::string(group));
  }
  return named;
}

}  // namespace

TEST_CASE("A pattern is fields and what stands between them") {
  const FieldPattern pattern = parsed("<{a}> {} {{{ b : int }}}");
  CHECK(pattern.begin == "<");
  REQUIRE(pattern.fields.size() == 3);
  CHECK((pattern.fields[0].name == "a" && pattern.fields[0].separator == "> " && pattern.fields[0].offset == 2));
  CHECK((pattern.fields[1].name.empty() && pattern.fields[1].separator == " {"));
  CHECK((pattern.fields[2].name == "b" && pattern.fields[2].separator == "}" && pattern.fields[2].type == weir::ColumnType::integer));
  CHECK(parsed("{a:b:text}").fields[0].name == "a:b");
}

TEST_CASE("Everything that is wrong with a pattern is told with its place") {
  CHECK(faults_of("{a}{b} } {a} {c: itn") == Texts{"3: nothing separates this field from the one before", "7: '}' closes nothing",
                                                   "10: there are two fields 'a'", "13: '{' is not closed"});
  CHECK(faults_of("{x: }") == Texts{"2: there is no type ''"});
  CHECK(faults_of("{ : int}") == Texts{"1: a field with a type needs a name"});
  CHECK(faults_of("a {} b") == Texts{"0: there is no field in it"});
  CHECK(faults_of("") == Texts{"0: there is no field in it"});
  CHECK(faults_of("{a{b}") == Texts{"0: '{' is not closed"});
}

TEST_CASE("A field ends where what follows it is next, and the last one with the text") {
  const FieldSplitter splitter(parsed("{a}, {b}"));
  CHECK(split(splitter, "1, 2, 3", 2) == Texts{"1", "2, 3"});
  CHECK(split(splitter, ", ", 2) == Texts{"", ""});
  CHECK(split(splitter, "1,2", 2).empty());
  CHECK(split(FieldSplitter(parsed("{a}]")), "x]", 1) == Texts{"x"});
  CHECK(split(FieldSplitter(parsed("{a}]")), "x]]", 1).empty());
  CHECK(split(FieldSplitter(parsed("{a}aab{b}")), "xaaab", 2) == Texts{"xa", ""});
}

TEST_CASE("In a web log a quote behind a backslash ends no field") {
  const FieldSplitter splitter(web_log_pattern(LogFormat::combined));
  const std::string head = R"(::1 - - [31/Jan/2024:12:00:00 +0000] "GET /a\"b HTTP/1.1" 200 - )";
  const Texts fields = split(splitter, head + R"("\\\"" "x\\")", 11);
  REQUIRE(fields.size() == 11);
  CHECK((fields[5] == R"(/a\"b)" && fields[9] == R"(\\\")" && fields[10] == R"(x\\)"));
  CHECK(split(splitter, head + R"("-" "x\")", 11).empty());
  CHECK(split(splitter, head + R"("-" "x" "y")", 11).empty());
}

TEST_CASE("A line of a syslog has a program, or all of it is the message") {
  const auto parts = [](std::string_view line) { return split(SyslogSplitter(), line, 5); };
  CHECK(parts("Jan 31 12:30:05 h cron[12]: a: b") == Texts{"Jan 31 12:30:05", "h", "cron", "12", "a: b"});
  CHECK(parts("2024-01-31T12:30:05+01:00 h kernel:  x") == Texts{"2024-01-31T12:30:05+01:00", "h", "kernel", "null", " x"});
  CHECK(parts("Jan 31 12:30:05 h x:") == Texts{"Jan 31 12:30:05", "h", "x", "null", ""});
  for (const std::string message : {"", "-- MARK --", "x", "x y: z", "x[y]: z", "x[1] y", "x[1]", "x[1", "[1]: x", ": x", "x:y z"})
    CHECK(parts("Jan  1 12:30:05 h " + message) == Texts{"Jan  1 12:30:05", "h", "null", "null", message});
  for (const char* line : {"", "Jan 31 12:30:05", "Jan 31 12:30:05 h", "Jan 1 12:30:05 h x", "now", "2024-01-31"})
    CHECK(parts(line).empty());
}

TEST_CASE("Any bytes are split or do not fit, and crash nothing") {
  test::Random random(5);
  const FieldSplitter web(web_log_pattern(LogFormat::combined));
  const std::vector<std::string> parts{" ",
                                       "\"",
                                       "[",
                                       "]",
                                       ":",
                                       "] \"",
                                       "\" ",
                                       "\" \"",
                                       "\\",
                                       "\n",
                                       std::string(1, '\0'),
                                       "\xFF",
                                       "Ja",
                                       "n ",
                                       "host",
                                       "1",
                                       "2",
                                       "[1]:",
                                       ": ",
                                       "Jan 31 12:30:05 ",
                                       " [",
                                       "x"};
  std::size_t fit = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = test::joined(random, parts, 14);
    fit += split(SyslogSplitter(), text, 5).empty() ? 0 : 1;
    if (split(web, text, 11).empty()) CHECK_FALSE(web.why_not(text).empty());
  }
  CHECK(fit > 1'000);
}

TEST_CASE("Groups without a name are not captured, and change nothing else") {
  CHECK(without_unnamed_groups(R"((a)(?P<b>c)\((?:d)[(\](][]()][^](][[:alpha:](]\Q(\E(e))") ==
        R"((?:a)(?P<b>c)\((?:d)[(\](][]()][^](][[:alpha:](]\Q(\E(?:e))");
  test::Random random(9);
  const std::vector<std::string> pattern_parts{"(a)",          "(",       ")",    "(?P<x>b*)", "(?P<y>.)", "\\(", "[(]", "[])(]",
                                               "[^](]",        "\\Q(\\E", "(?i)", "|",         "c",        "+",   "?",   "\\\\",
                                               "[[:alpha:](]", "\\]",     "["};
  std::size_t compared = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text = test::joined(random, pattern_parts, 7);
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    const re2::RE2 written(text, quiet);
    std::vector<PatternFault> faults;
    const auto matcher = GroupMatcher::compile(text, faults);
    REQUIRE(matcher.has_value() == (written.ok() && !written.NamedCapturingGroups().empty()));
    if (!matcher) continue;
    for (int line = 0; line < 5; ++line) {
      const std::string subject = test::joined(random, {"a", "b", "c", "(", ")", "[", "]", "\\", "x"}, 8);
      CHECK(split(*matcher, subject, matcher->fields().size()) == matched(written, subject));
      ++compared;
    }
  }
  CHECK(compared > 5'000);
}
