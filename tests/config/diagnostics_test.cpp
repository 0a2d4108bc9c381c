// What a host can ask of the errors in a config, and how they are shown.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"

using weir::Diagnostic;
using weir::PipelineConfig;

namespace {

std::vector<Diagnostic> errors_in(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  try {
    static_cast<void>(weir::make_plan(PipelineConfig::from_string(yaml, "test.yaml", overrides), test_kinds()));
  } catch (const weir::ConfigError& error) {
    return error.diagnostics();
  }
  return {};
}

std::string report_of(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  try {
    static_cast<void>(weir::make_plan(PipelineConfig::from_string(yaml, "test.yaml", overrides), test_kinds()));
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "no error\n";
}

// A line of 100 times `letter`, `between` ASCII letters and 100 times `letter`, and an error after the ASCII letters.
std::string report_in_long_line(const std::string& letter, std::size_t between) {
  std::string letters;
  for (int i = 0; i < 100; ++i) letters += letter;
  const std::string before = letters + std::string(between, 'a');
  const std::vector<Diagnostic> errors = {{{0, 1, static_cast<std::uint32_t>(before.size() + 1)}, {}, "", "", "it is wrong"}};
  const std::vector<weir::ConfigText> texts = {{"test.yaml", before + letters}};
  return weir::render(errors, texts);
}

}  // namespace

TEST_CASE("A host can ask which stage and key an error is about, what is wrong, and how to mend it") {
  const auto errors = errors_in(
      "workers: 0\n"
      "stages:\n"
      "  - {name: text, kind: text.read, params: {paths: [a], poll: 5}}\n"
      "  - {kind: primes.segments, params: {to: 9, seed: {first: x}}, replicas: 2}\n"
      "  - {name: out, kind: table.write, inputs: [txt]}\n");
  REQUIRE(errors.size() >= 4);
  CHECK_FALSE(errors[0].stage);
  CHECK(errors[0].stage_name.empty());
  CHECK(errors[0].key == "workers");
  CHECK(errors[0].problem.what == "'0' is too small");
  CHECK(errors[0].problem.mend == "the smallest is 1; write auto to leave it to weir");
  CHECK(errors[1].stage == 0);
  CHECK(errors[1].stage_name == "text");
  CHECK(errors[1].key == "params.poll");
  CHECK(errors[1].problem.what == "'5' has no unit");
  CHECK(errors[1].problem.mend == "write 5ms");
  CHECK(errors[1].message() == "stage 'text': param 'poll': '5' has no unit; write 5ms");
  CHECK(errors[1].position == weir::Position{0, 3, 62});
  CHECK(errors[2].stage == 1);
  CHECK(errors[2].stage_name.empty());
  CHECK(errors[2].key == "name");
  CHECK(errors[2].message() == "stage 2: key 'name': missing");
}

TEST_CASE("Errors about nested params have the whole path of their key") {
  const auto errors = errors_in(
      "stages:\n"
      "  - {name: range, kind: primes.segments, params: {to: 9, seed: {first: x, frist: 1, method: fast}}}\n"
      "  - {name: sieve, kind: primes.sieve, inputs: [range]}\n"
      "  - {name: count, kind: primes.count, inputs: [sieve]}\n");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].key == "params.seed.first");
  CHECK(errors[1].key == "params.seed.frist");
  CHECK(errors[1].message() == "stage 'range': param 'seed.frist': unknown; did you mean 'first'?");
}

TEST_CASE("Errors are sorted in what a host reads and in what a person reads") {
  const std::vector<weir::ConfigText> texts = {{"a.yaml", "one\ntwo\n"}};
  const std::vector<Diagnostic> errors = {{{0, 2, 1}, {}, "", "", "second"}, {{0, 1, 1}, {}, "", "", "first"}};
  const weir::ConfigError error(errors, texts);
  REQUIRE(error.diagnostics().size() == 2);
  CHECK(error.diagnostics()[0].problem.what == "first");
  CHECK(std::string(error.what()) == "a.yaml:1:1: error: first\n 1 | one\n   | ^\na.yaml:2:1: error: second\n 2 | two\n   | ^\n");
  CHECK(weir::render(errors, texts) == error.what());
}

TEST_CASE("A hundred errors are shown, and of more than those it is said that there are more") {
  const std::vector<weir::ConfigText> texts = {{"a.yaml", ""}};
  std::vector<Diagnostic> errors(100, {{0, 1, 1}, {}, "", "", "it is wrong"});
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "a.yaml:1:1: error: it is wrong\n";
  CHECK(weir::render(errors, texts) == hundred);
  errors.push_back(errors.front());
  CHECK(weir::render(errors, texts) == hundred + "and more errors: the first 100 are shown\n");
}

TEST_CASE("The largest value allowed is accepted") {
  const std::string stages = "  - {name: " + std::string(64, 'n') +
                             ", kind: text.read, params: {paths: [a], poll: 1s, slice_size: 1MiB}}\n"
                             "  - {name: count, kind: words.count, inputs: [" +
                             std::string(64, 'n') +
                             "], replicas: 1024, batch_size: 1000000000, queue_depth: 1000000}\n"
                             "  - {name: top, kind: words.top, inputs: [count], params: {share: 1}}\n"
                             "  - {name: out, kind: table.write, inputs: [top]}\n";
  CHECK(report_of("workers: 1024\ndefaults: {batch_size: 1000000000, queue_depth: 1000000}\nstages:\n" + stages) == "no error\n");
  CHECK(report_of("stages:\n" + stages, {"workers=1025"}).find("'1025' is too large; the largest is 1024") != std::string::npos);
}

TEST_CASE("The largest text allowed is read") {
  constexpr std::size_t kLargest = std::size_t{1} << 20;
  std::string yaml = "stages:\n  - {name: text, kind: text.read, params: {paths: [a]}}\n";
  yaml += "# " + std::string(kLargest - yaml.size() - 2, '.');
  REQUIRE(yaml.size() == kLargest);
  CHECK(PipelineConfig::from_string(yaml).diagnostics.empty());
  CHECK(PipelineConfig::from_string(yaml + ".").diagnostics.size() == 1);
}

TEST_CASE("A misspelt input does not suggest the stage itself") {
  CHECK(report_of("stages:\n"
                  "  - {name: text, kind: text.read, params: {paths: [a]}}\n"
                  "  - {name: count, kind: words.count, inputs: [cuont, text]}\n"
                  "  - {name: top, kind: words.top, inputs: [count]}\n"
                  "  - {name: out, kind: table.write, inputs: [top]}\n") ==
        "test.yaml:3:47: error: stage 'count': key 'inputs': 'cuont' names no stage\n"
        " 3 |   - {name: count, kind: words.count, inputs: [cuont, text]}\n"
        "   |                                               ^\n");
}

TEST_CASE("A long line of letters of several bytes is cut between letters") {
  for (const std::string letter : {"\u00E9", "\u4E2D", "\U0001F600"}) {
    for (std::size_t between = 0; between < letter.size(); ++between) {
      INFO(letter << " " << between);
      const std::string report = report_in_long_line(letter, between);
      const std::size_t begin = report.find("| ...") + 5;
      REQUIRE(begin > 5);
      std::string shown = report.substr(begin, report.find("...\n", begin) - begin);
      CHECK(shown.size() > 100);
      while (shown.starts_with(letter) || shown.starts_with('a')) shown.erase(0, shown.starts_with('a') ? 1 : letter.size());
      CHECK(shown.empty());
    }
  }
}

TEST_CASE("An error in a key that an override replaced points at the override") {
  const std::string yaml =
      "stages:\n"
      "  - {name: text, kind: text.read, colour: red, params: {paths: [a]}}\n"
      "  - {name: out, kind: table.write, inputs: [text]}\n";
  const auto errors = errors_in(yaml, {"text.colour=blue"});
  REQUIRE_FALSE(errors.empty());
  const auto unknown = std::find_if(errors.begin(), errors.end(), [](const Diagnostic& error) { return error.key == "colour"; });
  REQUIRE(unknown != errors.end());
  CHECK(unknown->position == weir::Position{1, 1, 6});
  const auto in_file = errors_in(yaml);
  REQUIRE_FALSE(in_file.empty());
  CHECK(in_file.front().position.text == 0);
}
