// `<<` in a map, and keys that only hold anchors.

#include <string>
#include <vector>

#include <weir/config.hpp>

#include "catch.hpp"

using weir::PipelineConfig;
using weir::Position;
using weir::Value;

namespace {

// The params of the last stage.
Value last_params(const std::string& yaml) {
  const auto config = PipelineConfig::from_string(yaml);
  INFO(weir::render(config.diagnostics, config.texts));
  REQUIRE(config.diagnostics.empty());
  return config.stages.back().params;
}

// `key=text` of each member, in their order.
std::string written(const Value& map) {
  std::string text;
  for (const weir::Member& member : map.members) text += (text.empty() ? "" : " ") + member.key + '=' + member.value.text;
  return text;
}

std::string merged(const std::string& map) {
  return written(
      last_params("x-a: &a {one: 1, two: 2}\nx-b: &b {two: 20, three: 30}\nstages: [{name: s, kind: k, params: " + map + "}]\n"));
}

std::string merge_errors(const std::string& yaml) {
  const auto config = PipelineConfig::from_string(yaml, "file");
  return weir::render(config.diagnostics, config.texts);
}

}  // namespace

TEST_CASE("What is merged stands where the merge key did, and the map's own keys win") {
  CHECK(merged("{<<: *a}") == "one=1 two=2");
  CHECK(merged("{zero: 0, <<: *a, four: 4}") == "zero=0 one=1 two=2 four=4");
  CHECK(merged("{two: x, <<: *a}") == "two=x one=1");
  CHECK(merged("{<<: *a, two: x}") == "one=1 two=x");
  CHECK(merged("{<<: {}, two: x}") == "two=x");
  CHECK(merged("{<<: [], two: x}") == "two=x");
}

TEST_CASE("Of several maps the first wins") {
  CHECK(merged("{<<: [*a, *b]}") == "one=1 two=2 three=30");
  CHECK(merged("{<<: [*b, *a]}") == "two=20 three=30 one=1");
  CHECK(merged("{<<: [*b, {five: 5}], five: x}") == "two=20 three=30 five=x");
}

TEST_CASE("What is merged may itself have been merged, and maps inside are taken whole") {
  CHECK(written(last_params("x-a: &a {one: 1}\nx-b: &b {<<: *a, two: 2}\nstages: [{name: s, kind: k, params: {<<: *b}}]\n")) ==
        "one=1 two=2");
  const Value params = last_params("x-a: &a {deep: {x: 1, y: 2}}\nstages: [{name: s, kind: k, params: {<<: *a, deep: {x: 3}}}]\n");
  CHECK(written(*params.find("deep")) == "x=3");
}

TEST_CASE("A merge key works in a stage, at the top, and in an override, and in quotes it is a key") {
  const auto config = PipelineConfig::from_string(
      "x-stage: &stage {replicas: 3, batch_size: 7}\nx-top: &top {workers: 2}\n<<: *top\nstages:\n  - {<<: *stage, name: a, kind: k, "
      "replicas: 4}\n",
      "file", std::vector<std::string>{"a.params={<<: {one: 1}, two: 2}"});
  REQUIRE(config.diagnostics.empty());
  CHECK(config.workers->number == 2);
  CHECK(config.stages[0].replicas->number == 4);
  CHECK(config.stages[0].batch_size->number == 7);
  CHECK(config.stages[0].batch_size.position == Position{0, 1, 43});
  CHECK(written(config.stages[0].params) == "one=1 two=2");
  CHECK(written(last_params("stages: [{name: s, kind: k, params: {\"<<\": x}}]\n")) == "<<=x");
}

TEST_CASE("What cannot be merged is an error at its place, beside all others") {
  CHECK(merge_errors(
            "stages:\n  - {<<: 5, name: a, kind: b}\n  - {<<: [{}, [1]], name: b, kind: b}\n  - {<<: {}, <<: {}, name: c, kind: b}\n "
            " - {<<: , name: d, kind: b}\n") ==
        "file:2:10: error: key '<<': expected a map such as *base, or a list of maps, found '5'\n 2 |   - {<<: 5, name: a, kind: b}\n   |  "
        "        ^\n"
        "file:3:15: error: key '<<': expected a map, found a list\n 3 |   - {<<: [{}, [1]], name: b, kind: b}\n   |               ^\n"
        "file:4:14: error: the key '<<' is given twice; keep one; the first is on line 4\n 4 |   - {<<: {}, <<: {}, name: c, kind: b}\n   "
        "|              ^\n"
        "file:5:6: error: key '<<': expected a map such as *base, or a list of maps, found nothing\n 5 |   - {<<: , name: d, kind: b}\n   "
        "|      ^\n");
}

TEST_CASE("Merges that multiply end in an error") {
  std::string text = "x-0: &a0 {k: " + std::string(1000, 'x') + "}\n";
  for (int i = 1; i < 20; ++i) {
    text += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " {";
    for (int k = 0; k < 10; ++k)
      text += std::string(k == 0 ? "" : ", ") + 'k' + std::to_string(k) + ": {<<: *a" + std::to_string(i - 1) + '}';
    text += "}\n";
  }
  CHECK(merge_errors(text).find("from here on the values, aliases written out, take more than 16 MiB") != std::string::npos);
}

TEST_CASE("Keys of the file that begin with x- only hold anchors: nothing in them is checked or replaced") {
  CHECK(merge_errors("x-any: [1, {a: ${NONE}}]\nx-: 5\nstages: [{name: a, kind: b}]\n").empty());
  CHECK(merge_errors("stages: [{name: a, kind: b, x-any: 1}]\n").find("key 'x-any': unknown") != std::string::npos);
  const auto config = PipelineConfig::from_string("x-any: 1\nstages: [{name: x-a, kind: b}]\n", "file",
                                                  std::vector<std::string>{"x-any=2", "x-a.replicas=3"});
  CHECK(config.stages[0].replicas->number == 3);
  REQUIRE(config.diagnostics.size() == 1);
  CHECK(config.diagnostics[0].position == Position{1, 1, 1});
  CHECK(config.diagnostics[0].problem.text() ==
        "such a key only holds anchors, and what aliases stand for has been written out before this; override that where the alias stands");
}
