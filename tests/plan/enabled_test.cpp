// `enabled: false`: what a run leaves out, and who then reads whom.

#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"

using weir::LeftOut;
using weir::PipelineConfig;
using weir::Plan;

namespace {

// text -> count -> top -> out, and count -> all; what count rejects -> bad.
constexpr const char* kStages = R"(
stages:
  - {name: text, kind: text.read, params: {paths: [a.txt]}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top]}
  - {name: all, kind: synthetic.discard, inputs: [count]}
  - {name: bad, kind: synthetic.discard, inputs: [count.rejected]}
)";

Plan plan_without(const std::string& yaml, const std::vector<std::string>& disabled) {
  std::vector<std::string> overrides;
  for (const std::string& stage : disabled) overrides.push_back(stage.find('=') == std::string::npos ? stage + ".enabled=false" : stage);
  return weir::make_plan(PipelineConfig::from_string(yaml, "test.yaml", overrides), test_kinds());
}

// `from>to` of each edge.
std::string edges(const Plan& plan) {
  std::string text;
  for (const weir::PlannedEdge& edge : plan.edges)
    text += (text.empty() ? "" : " ") + plan.stages[edge.from].output_label(edge.output) + '>' + plan.stages[edge.to].name;
  return text;
}

// `name:cause` of each.
std::string left_out(const Plan& plan) {
  constexpr const char* kCauses[] = {"disabled", "passed_by", "no_input", "no_reader", "unread"};
  std::string text;
  for (const LeftOut& left : plan.left_out) text += (text.empty() ? "" : " ") + left.name + ':' + kCauses[static_cast<int>(left.cause)];
  return text;
}

std::string outcome_without(const std::string& yaml, const std::vector<std::string>& disabled) {
  try {
    return edges(plan_without(yaml, disabled));
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("Without a stage that is disabled the plan is as if nothing were written") {
  const Plan plan = plan_without(kStages, {"top.enabled=true"});
  CHECK(edges(plan) == "text>count count>top top>out count>all count.rejected>bad");
  CHECK(plan.left_out.empty());
}

TEST_CASE("Those that read a stage whose items come in as they go out then read what it reads") {
  const Plan plan = plan_without(kStages, {"top"});
  CHECK(edges(plan) == "text>count count>out count>all count.rejected>bad");
  CHECK(left_out(plan) == "top:passed_by");
  CHECK(plan.stages[2].name == "out");
  CHECK(plan.stages[2].in->name == "WordCount");
}

TEST_CASE("Several that are passed by follow one another, and inputs may meet") {
  constexpr const char* kLong = R"(
stages:
  - {name: a, kind: text.read, params: {paths: [a.txt]}}
  - {name: count, kind: words.count, inputs: [a]}
  - {name: more, kind: words.count, inputs: [a]}
  - {name: one, kind: words.top, inputs: [count, more]}
  - {name: two, kind: words.top, inputs: [one]}
  - {name: out, kind: table.write, inputs: [two, count]}
)";
  CHECK(edges(plan_without(kLong, {"two"})) == "a>count a>more count>one more>one one>out count>out");
  CHECK(edges(plan_without(kLong, {"one"})) == "a>count a>more count>two more>two two>out count>out");
  // What comes from count twice is written twice, as when both stages passed it on.
  CHECK(edges(plan_without(kLong, {"one", "two"})) == "a>count a>more count>out more>out count>out");
}

TEST_CASE("With a sink goes what only it reads") {
  const Plan plan = plan_without(kStages, {"out"});
  CHECK(edges(plan) == "text>count count>all count.rejected>bad");
  CHECK(left_out(plan) == "top:no_reader out:disabled");
}

TEST_CASE("With a source, or a stage that makes other items, goes what only it feeds, and its other outputs") {
  constexpr const char* kTwo = R"(
stages:
  - {name: text, kind: text.read, params: {paths: [a.txt]}}
  - {name: more, kind: text.read, params: {paths: [b.txt]}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: both, kind: words.count, inputs: [text, more]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top, both]}
  - {name: bad, kind: synthetic.discard, inputs: [count.rejected]}
)";
  const Plan plan = plan_without(kTwo, {"text"});
  CHECK(edges(plan) == "more>both both>out");
  CHECK(left_out(plan) == "text:disabled count:no_input top:no_input bad:no_input");
  CHECK(edges(plan_without(kTwo, {"count"})) == "text>both more>both both>out");
  CHECK(left_out(plan_without(kTwo, {"both"})) == "more:no_reader both:disabled");
}

TEST_CASE("An output that loses its readers is told, and what it gets is dropped") {
  const Plan plan = plan_without(kStages, {"bad", "count.on_error=skip"});
  CHECK(edges(plan) == "text>count count>top top>out count>all");
  CHECK(left_out(plan) == "count.rejected:unread bad:disabled");
  CHECK_FALSE(plan.stages[1].stops_on_reject);
  CHECK(plan_without(kStages, {"bad"}).stages[1].stops_on_reject);
  CHECK(left_out(plan_without(kStages, {"top", "out", "all"})) == "count:unread top:passed_by out:disabled all:disabled");
}

TEST_CASE("A limit of errors that nothing reads any more is an error") {
  CHECK(outcome_without(kStages, {"bad", "count.max_errors=5"}).find("since nothing reads what the stage rejects") != std::string::npos);
  CHECK(outcome_without(kStages, {"count.max_errors=5"}) == "text>count count>top top>out count>all count.rejected>bad");
}

TEST_CASE("A stage that is disabled is checked like the others, but not against files and order") {
  CHECK(outcome_without(kStages, {"top", "top.params.limit=0"}).find("stage 'top': param 'limit': '0' is too small") != std::string::npos);
  CHECK(outcome_without(kStages, {"top", "top.replicas=2"}).find("works as one replica only") != std::string::npos);
  CHECK(outcome_without(kStages, {"top", "top.inputs=[cuont]"}).find("did you mean 'count'?") != std::string::npos);
  constexpr const char* kSame = R"(
stages:
  - {name: text, kind: text.read, params: {paths: [a.txt]}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: one, kind: table.write, inputs: [count], params: {path: out.csv}}
  - {name: two, kind: table.write, inputs: [count], params: {path: out.csv}}
)";
  CHECK(outcome_without(kSame, {}).find("out.csv") != std::string::npos);
  CHECK(outcome_without(kSame, {"one"}) == "text>count count>two");
}

TEST_CASE("A run of nothing is an error, at the first stage that is disabled") {
  CHECK(outcome_without(kStages, {"text"}) ==
        "--set text.enabled=false:1:14: error: stage 'text': key 'enabled': without what is not enabled, nothing is left to run\n"
        " 1 | text.enabled=false\n   |              ^\n");
}
