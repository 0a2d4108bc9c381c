#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <weir/config.hpp>

#include "catch.hpp"
#include "diagnostics/utf8.hpp"

using namespace std::chrono_literals;
using weir::PipelineConfig;
using weir::Position;

namespace {

constexpr std::string_view kWordCount = R"(# Print the twenty most common words of a text.
pipeline: word_count
workers: 4
timeout: 60s
defaults: {batch_size: 256, queue_depth: 8}

stages:
  - name: text
    kind: text.read
    params: {paths: [data/book.txt]}
  - name: count
    kind: words.count
    inputs: [text]
    replicas: auto
    batch_size: 1e3
    queue_depth: 1000.0
    ordered: true
    batch_wait: 1.5ms
)";

std::string first_error(std::string_view yaml) {
  const auto config = PipelineConfig::from_string(yaml);
  return config.diagnostics.empty() ? "" : config.diagnostics.front().message();
}

}  // namespace

TEST_CASE("Every key of a config is read, with its position") {
  const auto config = PipelineConfig::from_string(kWordCount, "word_count.yaml");
  REQUIRE(config.diagnostics.empty());
  CHECK(*config.pipeline == "word_count");
  CHECK(config.pipeline.position == Position{0, 2, 11});
  CHECK(config.workers->number == 4);
  CHECK(*config.timeout == 60s);
  CHECK(config.default_batch_size->number == 256);
  CHECK(config.default_queue_depth->number == 8);
  CHECK(config.default_queue_depth.position == Position{0, 5, 42});
  REQUIRE(config.stages.size() == 2);
  CHECK(config.stages[0].position == Position{0, 8, 5});
  CHECK(config.stages[0].params.find("paths")->items.at(0).text == "data/book.txt");
  CHECK(config.stages[0].params.find("paths")->items.at(0).position == Position{0, 10, 22});
  CHECK_FALSE(config.stages[0].inputs);
  const weir::StageConfig& count = config.stages[1];
  CHECK(*count.name == "count");
  CHECK(*count.kind == "words.count");
  CHECK(*count.inputs->at(0) == "text");
  CHECK(count.inputs->at(0).position == Position{0, 13, 14});
  REQUIRE(count.replicas);
  CHECK_FALSE(count.replicas->number);
  CHECK(count.batch_size->number == 1000);
  CHECK(count.queue_depth->number == 1000);
  CHECK(*count.ordered);
  CHECK(*count.batch_wait == 1500us);
}

TEST_CASE("A byte order mark and line ends of Windows leave positions as they are") {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : kWordCount) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto config = PipelineConfig::from_string(text);
  REQUIRE(config.diagnostics.empty());
  CHECK(config.stages.at(1).inputs->at(0).position == Position{0, 13, 14});
  CHECK(config.texts.at(0).text == kWordCount);
}

TEST_CASE("An alias stands for a copy of its value") {
  const auto config = PipelineConfig::from_string("stages:\n  - {name: a, params: &p {x: [1, 2]}}\n  - {name: b, params: *p}\n");
  REQUIRE(config.diagnostics.empty());
  const weir::Value* copied = config.stages.at(1).params.find("x");
  REQUIRE(copied != nullptr);
  CHECK(copied->items.at(1).text == "2");
  CHECK(copied->items.at(1).position == Position{0, 2, 34});
}

TEST_CASE("Overrides replace values, make what is absent, and have positions of their own") {
  const std::vector<std::string> overrides = {"count.replicas=8", "text.params.paths=[a, b]", "count.params.deep.er=x",
                                              "workers=auto",     "defaults.batch_size=2",    "count.batch_wait=\"2ms\""};
  const auto config = PipelineConfig::from_string(kWordCount, "word_count.yaml", overrides);
  REQUIRE(config.diagnostics.empty());
  CHECK(config.stages[1].replicas->number == 8);
  CHECK(config.stages[1].replicas.position == Position{1, 1, 16});
  CHECK(config.stages[0].params.find("paths")->items.size() == 2);
  CHECK(config.stages[1].params.find("deep")->find("er")->text == "x");
  CHECK_FALSE(config.workers->number);
  CHECK(config.default_batch_size->number == 2);
  CHECK(config.default_queue_depth->number == 8);
  CHECK(*config.stages[1].batch_wait == 2ms);
  CHECK(config.texts.at(1).name == "--set count.replicas=8");
}

TEST_CASE("A lone - in an override is the word, not an empty list") {
  const std::vector<std::string> overrides = {"count.params.path=-"};
  const auto config = PipelineConfig::from_string(kWordCount, "word_count.yaml", overrides);
  REQUIRE(config.diagnostics.empty());
  const weir::Value* path = config.stages[1].params.find("path");
  REQUIRE(path != nullptr);
  CHECK(path->form == weir::Value::Form::scalar);
  CHECK(path->text == "-");
  CHECK(path->position.column == 19);
}

TEST_CASE("The last of several overrides of one key holds") {
  const std::vector<std::string> overrides = {"count.replicas=8", "count.replicas=2"};
  const auto config = PipelineConfig::from_string(kWordCount, "word_count.yaml", overrides);
  CHECK(config.stages.at(1).replicas->number == 2);
}

TEST_CASE("A text of 10 MB is refused whatever it holds") {
  std::string text = "stages:\n";
  while (text.size() < 10'000'000) text += "  - {name: a, kind: b}\n";
  const auto config = PipelineConfig::from_string(text, "big.yaml");
  CHECK(weir::render(config.diagnostics, config.texts) == "big.yaml:1:1: error: the text is larger than 1 MiB, the most that is read\n");
}

TEST_CASE("Deep nesting and aliases that multiply end in an error") {
  CHECK(first_error("stages: " + std::string(100'000, '[') + std::string(100'000, ']')) ==
        "lists and maps nest deeper than 64 here, which no config needs");
  std::string long_text = "a: &a " + std::string(900'000, 'x') + "\nb: [";
  for (int i = 0; i < 20'000; ++i) long_text += "*a,";
  CHECK(first_error(long_text + "]") == "from here on the values, aliases written out, take more than 16 MiB");
}

TEST_CASE("A file that is not there is an error of its own") {
  CHECK_THROWS_WITH(PipelineConfig::from_file("/no/such/file.yaml"), "cannot read '/no/such/file.yaml': there is no such file");
  CHECK_THROWS_WITH(PipelineConfig::from_file("/"), "cannot read '/': it is a directory");
}

TEST_CASE("More errors than anyone reads are cut short") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const auto config = PipelineConfig::from_string(text);
  const std::string shown = weir::render(config.diagnostics, config.texts);
  CHECK(std::count(shown.begin(), shown.end(), '^') <= 100);
}

TEST_CASE("UTF-8 is distinguished from what only looks like it") {
  CHECK(weir::diagnostics::utf8_length("a") == 1);
  CHECK(weir::diagnostics::utf8_length("\xC3\xA9") == 2);
  CHECK(weir::diagnostics::utf8_length("\xE6\x95\xB0") == 3);
  CHECK(weir::diagnostics::utf8_length("\xF0\x9F\x8C\x8A") == 4);
  for (const char* wrong : {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    CHECK(weir::diagnostics::utf8_length(wrong) == 0);
}
