// Files that go over others.

#include <string>
#include <vector>

#include <weir/config.hpp>

#include "catch.hpp"

using weir::ConfigText;
using weir::PipelineConfig;
using weir::Position;

namespace {

constexpr const char* kBase = R"(pipeline: base
workers: 4
timeout: 60s
defaults: {batch_size: 256, queue_depth: 8}
stages:
  - name: text
    kind: text.read
    params: {paths: [a.txt], inner: {x: 1, y: 2}, limit: 5}
  - {name: count, kind: words.count, inputs: [text], replicas: 2}
  - {name: out, kind: table.write, inputs: [count]}
)";

PipelineConfig over(const std::vector<std::string>& later, const std::vector<std::string>& overrides = {}) {
  std::vector<ConfigText> texts{{"base.yaml", kBase}};
  for (const std::string& text : later) texts.push_back({"later" + std::to_string(texts.size()) + ".yaml", text});
  return PipelineConfig::from_texts(texts, overrides);
}

PipelineConfig good(const std::vector<std::string>& later, const std::vector<std::string>& overrides = {}) {
  PipelineConfig config = over(later, overrides);
  INFO(weir::render(config.diagnostics, config.texts));
  REQUIRE(config.diagnostics.empty());
  return config;
}

std::string names(const PipelineConfig& config) {
  std::string text;
  for (const weir::StageConfig& stage : config.stages) text += (text.empty() ? "" : " ") + stage.name.value.value_or("?");
  return text;
}

}  // namespace

TEST_CASE("A later file changes what it says, and leaves the rest as it is") {
  const auto config = good({"workers: 8\ndefaults: {queue_depth: 2}\nstages: [{name: count, replicas: 5}]\n"});
  CHECK(*config.pipeline == "base");
  CHECK(config.workers->number == 8);
  CHECK(config.workers.position == Position{1, 1, 10});
  CHECK(config.default_batch_size->number == 256);
  CHECK(config.default_queue_depth->number == 2);
  CHECK(config.stages[1].replicas->number == 5);
  CHECK(config.stages[1].replicas.position == Position{1, 3, 34});
  CHECK(*config.stages[1].kind == "words.count");
  CHECK(config.stages[1].kind.position == Position{0, 9, 25});
  CHECK(names(config) == "text count out");
}

TEST_CASE("Params are merged by key, however deep, and lists are replaced") {
  const auto config = good({"stages: [{name: text, params: {paths: [b.txt], inner: {y: 3, z: 4}, limit: null}}]\n"});
  const weir::Value& params = config.stages[0].params;
  CHECK(params.find("paths")->items.size() == 1);
  CHECK(params.find("paths")->items[0].text == "b.txt");
  CHECK(params.find("inner")->find("x")->text == "1");
  CHECK(params.find("inner")->find("y")->text == "3");
  CHECK(params.find("inner")->find("z")->text == "4");
  CHECK(params.find("limit")->form == weir::Value::Form::null);  // to a param, that is a value
  CHECK(good({"stages:\n  - name: text\n    params:\n"}).stages[0].params.members.size() == 3);
}

TEST_CASE("Another kind begins with params of its own") {
  const auto config = good({"stages: [{name: text, kind: csv.read, params: {paths: [b.csv]}}, {name: count, kind: words.count}]\n"});
  CHECK(config.stages[0].params.members.size() == 1);
  CHECK(good({"stages: [{name: text, kind: text.read, params: {limit: 1}}]\n"}).stages[0].params.members.size() == 3);
}

TEST_CASE("null takes a key away, and a key with nothing behind it is still an error") {
  const auto config =
      good({"timeout: null\nmemory: 5MiB\ndefaults: {batch_size: ~}\nstages: [{name: count, replicas: null}, {name: text, params: null}]\n",
            "memory: ~\n"});
  CHECK_FALSE(config.timeout.position.known());
  CHECK_FALSE(config.memory.position.known());
  CHECK_FALSE(config.default_batch_size.position.known());
  CHECK(config.default_queue_depth->number == 8);
  CHECK_FALSE(config.stages[1].replicas.position.known());
  CHECK(config.stages[0].params.form == weir::Value::Form::null);
  CHECK(over({"timeout:\n"}).diagnostics.size() == 1);
  CHECK(over({"memory: null\n"}).diagnostics.size() == 1);  // there was none to take away
}

TEST_CASE("A new stage goes before the next one that is known, or to the end") {
  CHECK(names(good({"stages: [{name: a, kind: k}, {name: count, inputs: [a]}, {name: b, kind: k}, {name: c, kind: k}]\n"})) ==
        "text a count out b c");
  CHECK(names(good({"stages: [{name: a, kind: k}, {name: b, kind: k}, {name: text}]\n"})) == "a b text count out");
  CHECK(names(good({"stages: [{name: a, kind: k}, {name: out}]\n", "stages: [{name: b, kind: k}, {name: a}]\n"})) == "text count b a out");
}

TEST_CASE("A name that comes twice in one file, or no name at all, is for the plan to report") {
  CHECK(names(over({"stages: [{name: count, replicas: 1}, {name: count, replicas: 2}]\n"})) == "text count out count");
  CHECK(names(over({"stages: [{kind: k}, 5]\n"})) == "text count out ? ?");
}

TEST_CASE("Three files go over each other in their order, and overrides come last") {
  const auto config = good({"workers: 5\ntimeout: 1s\n", "workers: 6\n"}, {"workers=7"});
  CHECK(config.workers->number == 7);
  CHECK(config.workers.position == Position{3, 1, 9});
  CHECK(*config.timeout == std::chrono::seconds(1));
  CHECK(config.texts.size() == 4);
}

TEST_CASE("Anchors are those of their own file") {
  CHECK(over({"workers: *nothing\n"}).diagnostics.size() == 1);
  const auto config = good({"x-n: &n 9\nworkers: *n\n"});
  CHECK(config.workers->number == 9);
}

TEST_CASE("Only what is used is replaced by variables") {
  const std::vector<ConfigText> texts{{"a", "workers: ${NONE}\nstages: [{name: a, kind: b}]\n"}, {"b", "workers: 2\n"}};
  CHECK(PipelineConfig::from_texts(texts).diagnostics.empty());
}

TEST_CASE("What is wrong with any of the files is told at once, with the file's name") {
  const auto config = over({"workers: [\n", "- 5\n", "# nothing\n"});
  CHECK(
      weir::render(config.diagnostics, config.texts) ==
      "later1.yaml:1:10: error: this list is not closed; a ']' is missing, or a ',' between two entries\n 1 | workers: [\n   |          ^\n"
      "later2.yaml:1:1: error: expected a map of keys, of which some may be in other files, found a list\n 1 | - 5\n   | ^\n"
      "later3.yaml:1:1: error: expected a map of keys, of which some may be in other files, found nothing\n 1 | # nothing\n   | ^\n");
  const auto wrong = over({"workers: many\nstages: [{name: count, replica: 1}]\n"});
  CHECK(weir::render(wrong.diagnostics, wrong.texts)
            .starts_with("later1.yaml:1:10: error: key 'workers': expected a whole number or auto, found 'many'\n"));
  CHECK(wrong.diagnostics.size() == 2);
}
