#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"
#include "system/cgroup_quota.hpp"

using namespace std::chrono_literals;
using weir::PipelineConfig;
using weir::Plan;

namespace {

Plan plan_of(std::string_view yaml, const std::vector<std::string>& overrides = {}) {
  return weir::make_plan(PipelineConfig::from_string(yaml, "test.yaml", overrides), test_kinds());
}

constexpr std::string_view kTwoTexts = R"(
pipeline: word_count
workers: 6
stages:
  - {name: text, kind: text.read, params: {paths: [a.txt]}}
  - {name: more, kind: text.read, params: {paths: [b.txt]}}
  - {name: count, kind: words.count, inputs: [text, more]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top]}
  - {name: all, kind: synthetic.discard, inputs: [count]}
)";

}  // namespace

TEST_CASE("A plan has the stages of the file, and an edge for each input") {
  const Plan plan = plan_of(kTwoTexts);
  CHECK(plan.name == "word_count");
  CHECK(plan.workers == 6);
  CHECK_FALSE(plan.timeout);
  REQUIRE(plan.stages.size() == 6);
  REQUIRE(plan.edges.size() == 5);
  const std::vector<std::pair<std::size_t, std::size_t>> ends = {{0, 2}, {1, 2}, {2, 3}, {3, 4}, {2, 5}};
  for (std::size_t i = 0; i < ends.size(); ++i) CHECK(std::pair(plan.edges[i].from, plan.edges[i].to) == ends[i]);
  CHECK(plan.stages[2].in_edges == std::vector<std::size_t>{0, 1});
  CHECK(plan.stages[2].out_edges == std::vector<std::size_t>{2, 4});
  CHECK(plan.stages[0].in == nullptr);
  CHECK(plan.stages[4].out == nullptr);
  CHECK(plan.stages[2].in->name == "Slice");
  CHECK(plan.stages[5].in->name == "WordCount");
  for (const weir::PlannedStage& stage : plan.stages) CHECK(stage.factory.make(stage.in, stage.factory.make_shared()) != nullptr);
}

TEST_CASE("What a file leaves out has its default") {
  const Plan plan = plan_of(kTwoTexts);
  for (const weir::PlannedStage& stage : plan.stages) {
    CHECK(stage.replicas == 1);
    CHECK_FALSE(stage.ordered);
    CHECK_FALSE(stage.batch_wait);
  }
  for (const weir::PlannedEdge& edge : plan.edges) {
    CHECK(edge.auto_batch_size);
    CHECK(edge.batch_size == 4096);
    CHECK(edge.queue_depth == 8);
  }
  CHECK(weir::make_plan(PipelineConfig::from_string("stages: [{name: a, kind: text.read, params: {paths: [b]}}, "
                                                    "{name: b, kind: synthetic.discard, inputs: [a]}]"),
                        test_kinds())
            .workers == weir::available_cores());
}

TEST_CASE("auto follows the workers and the replicas, and what is given wins") {
  const Plan plan = plan_of(kTwoTexts, {"count.replicas=auto", "top.replicas=auto", "defaults.batch_size=32", "out.batch_size=auto",
                                        "all.batch_size=7", "all.queue_depth=3"});
  CHECK(plan.stages[2].replicas == 6);
  CHECK(plan.stages[3].replicas == 1);  // works as one only
  CHECK(plan.edges[0].queue_depth == 12);
  CHECK(plan.edges[0].batch_size == 32);
  CHECK_FALSE(plan.edges[0].auto_batch_size);
  CHECK(plan.edges[3].batch_size == 4096);
  CHECK(plan.edges[3].auto_batch_size);
  CHECK(plan.edges[4].batch_size == 7);
  CHECK(plan.edges[4].queue_depth == 3);
}

TEST_CASE("A queue left to auto has two batches for each replica on either side of it, and 8 at the least") {
  const auto depths = [](std::string_view count, std::string_view top) {
    const Plan plan = plan_of(kTwoTexts, {std::string(count), std::string(top)});
    std::vector<std::size_t> found;
    for (const weir::PlannedEdge& edge : plan.edges) found.push_back(edge.queue_depth);
    return found;
  };
  // text, more -> count -> top, all; top -> out
  CHECK(depths("count.replicas=32", "all.replicas=1") == std::vector<std::size_t>{64, 64, 64, 8, 64});
  CHECK(depths("count.replicas=4", "all.replicas=50") == std::vector<std::size_t>{8, 8, 8, 8, 100});
  CHECK(depths("count.replicas=5", "all.replicas=2") == std::vector<std::size_t>{10, 10, 10, 8, 10});
  CHECK(depths("count.replicas=32", "defaults.queue_depth=3") == std::vector<std::size_t>{3, 3, 3, 3, 3});
}

TEST_CASE("Stages after a source that may wait in a call get a batch_wait, as those after an inlet do") {
  weir::Registry kinds = test_kinds();
  kinds.source("count.up", [n = 0]() mutable { return n < 3 ? std::optional(n++) : std::nullopt; });
  kinds.map("count.on", [](int n) { return n + 1; });
  const Plan plan = weir::make_plan(PipelineConfig::from_string("stages:\n"
                                                                "  - {name: a, kind: count.up}\n"
                                                                "  - {name: b, kind: count.on, inputs: [a]}\n"
                                                                "  - {name: c, kind: synthetic.discard, inputs: [b]}\n"
                                                                "  - {name: d, kind: synthetic.discard, inputs: [b], batch_wait: 2s}\n"),
                                    kinds);
  CHECK(plan.stages[0].factory.lends());
  CHECK_FALSE(plan.stages[0].batch_wait);
  CHECK(plan.stages[1].batch_wait == 1ms);
  CHECK(plan.stages[2].batch_wait == 1ms);
  CHECK(plan.stages[3].batch_wait == 2s);
}

TEST_CASE("A config that was edited in code is planned as one that was read") {
  auto config = PipelineConfig::from_string(kTwoTexts, "test.yaml");
  config.stages[2].replicas = 3;
  config.stages[2].batch_wait = 5ms;
  config.timeout = 1s;
  const Plan plan = weir::make_plan(config, test_kinds());
  CHECK(plan.stages[2].replicas == 3);
  CHECK(plan.stages[2].batch_wait == 5ms);
  CHECK(plan.timeout == 1s);
}

TEST_CASE("Errors in a config made in code name the stage and no line") {
  PipelineConfig config;
  CHECK_THROWS_WITH(weir::make_plan(config, test_kinds()), "error: key 'stages': the pipeline has no stages\n");
  weir::StageConfig& stage = config.stages.emplace_back();
  stage.name = "text";
  stage.kind = "text.raed";
  stage.replicas = weir::Count(0);
  CHECK_THROWS_WITH(weir::make_plan(config, test_kinds()),
                    "error: stage 'text': key 'kind': unknown kind 'text.raed'; did you mean 'text.read'?\n"
                    "error: stage 'text': key 'replicas': '0' is too small; the smallest is 1; take weir::Count() to leave it to weir\n");
}

TEST_CASE("Errors in a config made in code advise in the words of code") {
  PipelineConfig config;
  config.timeout = 0s;
  config.stages.resize(4);
  config.stages[0].name = "defaults";
  config.stages[0].kind = "pixels.blur";
  config.stages[1].name = "text";
  config.stages[1].kind = "text.read";
  config.stages[1].params["paths"].form = weir::Value::Form::list;
  config.stages[1].params["paths"].items.emplace_back("a.txt");
  config.stages[2].name = "top";
  config.stages[2].kind = "words.top";
  config.stages[2].replicas = 2;
  config.stages[2].batch_wait = 0s;
  CHECK_THROWS_WITH(
      weir::make_plan(config, test_kinds()),
      "error: stage 'defaults': key 'name': 'defaults' has a meaning of its own in files; take another name\n"
      "error: stage 4: key 'name': missing\n"
      "error: stage 'defaults': key 'kind': unknown kind 'pixels.blur'; Registry::kinds() has those that are registered\n"
      "error: stage 4: key 'kind': missing\n"
      "error: stage 'top': key 'inputs': missing; say which stages it reads\n"
      "error: key 'timeout': '0s' is too small; the smallest is 1ns; leave it unset for no timeout\n"
      "error: stage 'top': key 'replicas': words.top works as one replica only; leave it at 1\n"
      "error: stage 'top': key 'batch_wait': '0s' is too small; the smallest is 1ns; leave it unset to send full batches only\n");
  config = PipelineConfig();
  config.stages.resize(2);
  config.stages[0].name = "out";
  config.stages[0].kind = "table.write";
  config.stages[0].inputs = std::vector<weir::Setting<std::string>>{"text"};
  config.stages[1].name = "text";
  config.stages[1].kind = "text.raed";
  CHECK_THROWS_WITH(weir::make_plan(config, test_kinds()),
                    "error: stage 'text': key 'kind': unknown kind 'text.raed'; did you mean 'text.read'?\n"
                    "error: stage 'out': key 'inputs': 'text' comes later; inputs name stages before, so put it before this one\n");
}

TEST_CASE("A config error holds every diagnostic in the order of the file") {
  try {
    plan_of("workers: 0\nstages:\n  - {name: a, kind: text.read, color: red}\n");
    FAIL("the config is wrong");
  } catch (const weir::ConfigError& error) {
    std::vector<std::uint32_t> lines;
    for (const auto& diagnostic : error.diagnostics()) lines.push_back(diagnostic.position.line);
    CHECK(lines == std::vector<std::uint32_t>{1, 3, 3, 3});
  }
}

TEST_CASE("The bound counts queues, hands and what is being filled") {
  // One edge of depth 8 and batches of 10: 8 queued, 1 filled by the source; one replica has all 8 in hand, the other its share, 8 / 2 = 4.
  const Plan plan = plan_of(R"(
stages:
  - {name: text, kind: text.read, params: {paths: [a.txt]}}
  - {name: out, kind: synthetic.discard, inputs: [text], replicas: 2, batch_size: 10, queue_depth: 8}
)");
  CHECK(plan.bound().batches == 8 + 1 + 8 + 4);
  CHECK(plan.bound().items == 10 * (8 + 1 + 8 + 4));
}

TEST_CASE("An ordered stage adds one batch to each of its ways out, and none of its replicas takes more than its share") {
  const Plan loose = plan_of(kTwoTexts, {"count.replicas=2"});
  const Plan ordered = plan_of(kTwoTexts, {"count.replicas=2", "count.ordered=true"});
  const std::size_t depth = loose.edges[loose.stages[2].in_edges.front()].queue_depth;
  CHECK(ordered.bound().batches == loose.bound().batches + 2 - (weir::bulk_limit(depth, 1) - weir::bulk_limit(depth, 2)));
}

TEST_CASE("A bound beyond all numbers stays at the largest") {
  Plan plan = plan_of(kTwoTexts);
  for (weir::PlannedEdge& edge : plan.edges) edge.batch_size = edge.queue_depth = std::numeric_limits<std::size_t>::max() / 2;
  CHECK(plan.bound().items == std::numeric_limits<std::size_t>::max());
  CHECK(plan.bound().batches == std::numeric_limits<std::size_t>::max());
}

TEST_CASE("Bulk moves share a queue between replicas") {
  CHECK(weir::bulk_limit(1, 1) == 1);
  CHECK(weir::bulk_limit(8, 1) == 8);
  CHECK(weir::bulk_limit(8, 4) == 2);
  CHECK(weir::bulk_limit(1'000'000, 1) == 32);
  CHECK(weir::bulk_limit(8, 0) == 8);
}

TEST_CASE("A cgroup's quota is rounded up to cores") {
  CHECK(weir::system::cores_of_cpu_max("150000 100000\n") == 2);
  CHECK(weir::system::cores_of_cpu_max("100000 100000") == 1);
  CHECK(weir::system::cores_of_cpu_max("1000 100000") == 1);
  for (const char* none : {"max 100000\n", "", "abc", "100000", "100000 0"}) CHECK_FALSE(weir::system::cores_of_cpu_max(none));
  CHECK(weir::system::cores_of_cfs("250000\n", "100000\n") == 3);
  CHECK_FALSE(weir::system::cores_of_cfs("-1\n", "100000\n"));
}

TEST_CASE("A process's cgroup is found in both versions") {
  constexpr std::string_view kBoth = "4:cpu,cpuacct:/one\n3:cpuset:/two\n0::/three/four\n";
  CHECK(weir::system::cgroup_path(kBoth, "") == "/three/four");
  CHECK(weir::system::cgroup_path(kBoth, "cpu") == "/one");
  CHECK_FALSE(weir::system::cgroup_path("3:cpuset:/two\n", "cpu"));
  CHECK_FALSE(weir::system::cgroup_path("", ""));
}

TEST_CASE("A file of a thousand stages is planned") {
  std::string yaml = "stages:\n  - {name: s0, kind: text.read, params: {paths: [a]}}\n  - {name: s1, kind: words.count, inputs: [s0]}\n";
  for (int i = 2; i < 999; ++i)
    yaml += "  - {name: s" + std::to_string(i) + ", kind: words.top, inputs: [s" + std::to_string(i - 1) + "]}\n";
  yaml += "  - {name: out, kind: table.write, inputs: [s998]}\n";
  CHECK(plan_of(yaml).edges.size() == 999);
}
