// What the host's threads push in and pull out.

#include <weir/pipeline.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <numeric>
#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "embedding/doubling.hpp"

using namespace std::chrono_literals;
using weir::PushResult;

TEST_CASE("What many threads push, many threads pull, each item once") {
  for (const std::size_t workers : {1, 2, 8}) {
    constexpr int kThreads = 4, kEach = 5000;
    weir::Pipeline pipeline("many", {.workers = workers});
    pipeline.outlet(pipeline.map(pipeline.inlet<int>("numbers", 3), "same", [](int n) { return n; }, {.replicas = 2, .batch_size = 4}),
                    "results", 5, {.batch_size = 2, .queue_depth = 1});
    weir::Run run = pipeline.start();
    auto numbers = run.inlet<int>("numbers");
    std::vector<std::thread> hosts;
    std::vector<std::vector<int>> pulled(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      hosts.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          if (!numbers.push(t * kEach + i)) std::terminate();
        }
      });
      hosts.emplace_back([&, t] {
        for (const int item : run.outlet<int>("results")) pulled[static_cast<std::size_t>(t)].push_back(item);
      });
    }
    for (std::size_t t = 0; t < hosts.size(); t += 2) hosts[t].join();
    numbers.close();
    for (std::size_t t = 1; t < hosts.size(); t += 2) hosts[t].join();
    CHECK(run.wait().finished);
    std::vector<int> all, expected(kThreads * kEach);
    for (const auto& some : pulled) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(all == expected);
  }
}

TEST_CASE("A host that does not pull makes the pipeline wait, and the items in it stay within its bound") {
  weir::Pipeline pipeline = doubling(4, {.batch_size = 2, .queue_depth = 2});
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  std::size_t accepted = 0;
  // Until nothing has been taken for so long that the pipeline must be full. A pipeline that grows would take all of the million.
  while (accepted < 1'000'000 && numbers.push_for(static_cast<int>(accepted), 200ms) == PushResult::accepted) ++accepted;
  CHECK(accepted > 0);
  CHECK(accepted <= pipeline.plan().bound().items);
  CHECK(numbers.try_push(1) == PushResult::full);
  numbers.close();
  int next = 0;
  for (const int result : run.outlet<int>("results")) CHECK(result == 2 * next++);
  CHECK(static_cast<std::size_t>(next) == accepted);
  CHECK(run.wait().finished);
}

TEST_CASE("One item comes out after batch_wait, even if its batch is not full") {
  weir::Pipeline pipeline = doubling(100, {.batch_size = 1000, .batch_wait = 5ms});
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  auto results = run.outlet<int>("results");
  CHECK(results.try_pull() == std::nullopt);
  CHECK_FALSE(results.exhausted());
  REQUIRE(numbers.push(21));
  CHECK(results.pull() == 42);  // the inlet is still open
  numbers.close();
  CHECK(run.wait().finished);
}

TEST_CASE("The stages after an inlet have a batch_wait even if none is set") {
  weir::Pipeline pipeline("waits");
  const auto numbers = pipeline.inlet<int>("numbers");
  const auto same = pipeline.map(numbers, "same", [](int n) { return n; });
  const auto slow = pipeline.map(same, "slow", [](int n) { return n; }, {.batch_wait = 1h});
  pipeline.outlet(slow, "results");
  const weir::Plan& plan = pipeline.plan();
  CHECK(plan.stages[1].batch_wait == 1ms);
  CHECK(plan.stages[2].batch_wait == 1h);
  CHECK(plan.stages[3].batch_wait == 1ms);
}

TEST_CASE("Pushes and pulls in turn go back and forth through a pipeline with batch_wait") {
  weir::Pipeline pipeline("turns");
  const auto numbers_in = pipeline.inlet<int>("numbers");
  const auto doubled = pipeline.map(numbers_in, "double", [](int n) { return 2 * n; }, {.batch_size = 1000, .batch_wait = 1ms});
  pipeline.outlet(doubled, "results", 10, {.batch_size = 1000, .batch_wait = 1ms});
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  auto results = run.outlet<int>("results");
  for (int i = 0; i < 100; ++i) {
    REQUIRE(numbers.push(i));
    REQUIRE(results.pull() == 2 * i);
  }
  run.drain();
  CHECK(results.pull() == std::nullopt);
  CHECK(run.wait().finished);
}

TEST_CASE("An inlet with a stage of two replicas and an outlet work on one worker while the host only pulls from one of two outlets") {
  weir::Pipeline pipeline("two", {.workers = 1});
  const auto numbers = pipeline.inlet<int>("numbers", 2);
  pipeline.outlet(numbers, "a", 1000, {.batch_size = 1});
  pipeline.outlet(numbers, "b", 1000, {.batch_size = 1});
  weir::Run run = pipeline.start();
  auto in = run.inlet<int>("numbers");
  auto a = run.outlet<int>("a"), b = run.outlet<int>("b");
  for (int i = 0; i < 500; ++i) {
    REQUIRE(in.push(i));
    REQUIRE(a.pull() == i);
  }
  in.close();
  for (int i = 0; i < 500; ++i) CHECK(b.pull() == i);
  CHECK(a.pull() == std::nullopt);
  CHECK(b.pull() == std::nullopt);
  CHECK(run.wait().finished);
}

TEST_CASE("An outlet is a range, and inlets and outlets may be const") {
  static_assert(std::ranges::input_range<weir::Outlet<int>>);
  const weir::Pipeline pipeline = doubling(2);
  weir::Run run = weir::Pipeline(pipeline.plan()).start();
  const auto numbers = run.inlet<int>("numbers");
  std::thread host([numbers] {
    for (int i = 0; i < 5; ++i) {
      if (!numbers.push(i)) return;
    }
    numbers.close();
  });
  std::vector<int> even;
  std::ranges::copy_if(run.outlet<int>("results"), std::back_inserter(even), [](int n) { return n % 4 == 0; });
  host.join();
  CHECK(even == std::vector<int>{0, 4, 8});
  run.wait();
}

TEST_CASE("A wrong name or type of an inlet or outlet is reported") {
  weir::Pipeline pipeline = doubling(1);
  weir::Run run = pipeline.start();
  CHECK_THROWS_WITH(run.inlet<int>("nubmers"), "pipeline 'doubling' has no inlet 'nubmers'; did you mean 'numbers'?");
  CHECK_THROWS_WITH(run.inlet<int>("double"), Catch::Matchers::Contains("has no inlet 'double'"));
  CHECK_THROWS_WITH(run.outlet<int>("numbers"), "'numbers' of pipeline 'doubling' is an inlet, not an outlet");
  CHECK_THROWS_WITH(run.outlet<std::string>("results"), "outlet 'results' has items of type i32, not string");
}

TEST_CASE("A pipeline with an inlet does not run where nobody could reach it") {
  CHECK_THROWS_WITH(doubling(1).run(), "stage 'numbers' is an inlet, which only a run begun by start() lets the program reach");
}

TEST_CASE("A pipeline from YAML has inlets and outlets of the kinds that the host registered") {
  weir::Registry registry;
  registry.inlet<std::string>("host.lines");
  registry.outlet<std::size_t>("host.lengths");
  registry.map("text.length", [](const std::string& line) { return line.size(); });
  const auto config = weir::PipelineConfig::from_string(R"(
pipeline: lengths
stages:
  - {name: lines, kind: host.lines, params: {capacity: 5}}
  - {name: length, kind: text.length, inputs: [lines], replicas: 2, ordered: true}
  - {name: lengths, kind: host.lengths, inputs: [length]}
)");
  weir::Pipeline pipeline(config, registry);
  weir::Run run = pipeline.start();
  auto lines = run.inlet<std::string>("lines");
  auto lengths = run.outlet<std::size_t>("lengths");
  std::thread host([&] {
    for (std::size_t i = 0; i < 200; ++i) {
      if (!lines.push(std::string(i, 'x'))) return;
    }
    lines.close();
  });
  for (std::size_t i = 0; i < 200; ++i) CHECK(lengths.pull() == i);
  CHECK(lengths.pull() == std::nullopt);
  host.join();
  CHECK(run.wait().finished);
  CHECK_THROWS_WITH(
      weir::Pipeline(weir::PipelineConfig::from_string("stages: [{name: a, kind: host.lines, params: {capacity: 0}}]"), registry),
      Catch::Matchers::Contains("param 'capacity': '0' is too small; the smallest is 1"));
}
