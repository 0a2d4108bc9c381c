// What flows, in which order, and how long it may wait, on real threads.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#include <weir/pipeline.hpp>

#include <atomic>
#include <numeric>
#include <thread>

#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;
using namespace std::chrono_literals;

namespace {

Plan doubling(std::vector<int>& got, std::size_t replicas, bool ordered, std::size_t workers) {
  return PlanBuilder(workers)
      .stage("from", {}, numbers(5000))
      .stage("twice", {.inputs = {"from"}, .replicas = replicas, .batch_size = 3, .ordered = ordered},
             change([](std::span<int> items, Output<int>& out) {
               if (items[0] % 11 == 0) std::this_thread::yield();
               for (const int item : items) {
                 if (item % 5 != 0) out.push(2 * item);
               }
             }))
      .stage("into", {.inputs = {"twice"}, .batch_size = 4},
             each([&](std::span<int> items) { got.insert(got.end(), items.begin(), items.end()); }))
      .plan();
}

std::vector<int> doubled() {
  std::vector<int> want;
  for (int i = 0; i < 5000; ++i) {
    if (i % 5 != 0) want.push_back(2 * i);
  }
  return want;
}

}  // namespace

TEST_CASE("An ordered stage of many replicas sends its outputs in the order of its inputs") {
  const oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, 8);
  for (const std::size_t workers : {1, 2, 8}) {
    std::vector<int> got;
    Pipeline(doubling(got, 4, true, workers)).run();
    CHECK(got == doubled());
  }
}

TEST_CASE("The answer is the same at any replica count") {
  for (const std::size_t replicas : {1, 2, 7}) {
    std::vector<int> got;
    const RunReport report = Pipeline(doubling(got, replicas, false, 2)).run();
    std::sort(got.begin(), got.end());
    CHECK(got == doubled());
    CHECK(report.stages[1].items_in == 5000);
    CHECK(report.stages[1].items_out == 4000);
    CHECK(report.items == 4000);
  }
}

TEST_CASE("A pipeline may run again, and several may run at once") {
  std::vector<int> first, second;
  Pipeline one(doubling(first, 2, true, 2));
  Pipeline two(doubling(second, 3, true, 2));
  for (int round = 0; round < 3; ++round) {
    first.clear();
    second.clear();
    Run run_one = one.start();
    Run run_two = two.start();
    run_one.wait();
    run_two.wait();
    CHECK(first == doubled());
    CHECK(second == doubled());
  }
}

TEST_CASE("Each run of a thread has the workers that its plan says") {
  const oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, 8);
  for (const std::size_t workers : {1, 3, 2}) {
    std::vector<int> got;
    CHECK(Pipeline(doubling(got, 2, false, workers)).run().workers == workers);
  }
}

TEST_CASE("With one worker two sources take turns") {
  std::vector<int> got;
  Pipeline pipeline(PlanBuilder(1)
                        .stage("a", {}, numbers(2000))
                        .stage("b", {}, numbers(2000))
                        .stage("mark", {.inputs = {"b"}}, change([](std::span<int> items, Output<int>& out) { out.push(-1 - items[0]); }))
                        .stage("into", {.inputs = {"a", "mark"}}, each([&](std::span<int> items) { got.push_back(items[0]); }))
                        .plan());
  pipeline.run();
  REQUIRE(got.size() == 4000);
  const auto first_b = std::find_if(got.begin(), got.end(), [](int value) { return value < 0; }) - got.begin();
  const auto first_a = std::find_if(got.begin(), got.end(), [](int value) { return value >= 0; }) - got.begin();
  CHECK(first_a < 200);
  CHECK(first_b < 200);
}

TEST_CASE("A stage that uses oneTBB itself never finds another stage's work inside its own call") {
  std::atomic<bool> nested = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(300))
                        .stage("work", {.inputs = {"from"}, .replicas = 4}, change([&](std::span<int> items, Output<int>& out) {
                                 thread_local bool inside = false;
                                 if (std::exchange(inside, true)) nested = true;
                                 std::atomic<int> sum = 0;
                                 oneapi::tbb::parallel_for(0, 64, [&](int i) { sum += i; });
                                 inside = false;
                                 out.push(items[0] + sum);
                               }))
                        .stage("into", {.inputs = {"work"}}, each([](std::span<int>) {}))
                        .plan());
  CHECK(pipeline.run().items == 300);
  CHECK_FALSE(nested);
}

TEST_CASE("A run inside the host's arena, of one thread and nested in a task, ends") {
  oneapi::tbb::task_arena arena(1);
  std::vector<int> got;
  arena.execute([&] {
    oneapi::tbb::task_group group;
    group.run_and_wait([&] { Pipeline(doubling(got, 3, true, 8)).run(); });
  });
  CHECK(got == doubled());
}

TEST_CASE("A stage may run a pipeline of its own") {
  std::atomic<int> right = 0;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(20))
                        .stage("work", {.inputs = {"from"}, .replicas = 2}, change([&](std::span<int> items, Output<int>& out) {
                                 std::vector<int> got;
                                 Pipeline(doubling(got, 2, true, 2)).run();
                                 right += got == doubled();
                                 out.push(items[0]);
                               }))
                        .stage("into", {.inputs = {"work"}}, each([](std::span<int>) {}))
                        .plan());
  pipeline.run();
  CHECK(right == 20);
}

TEST_CASE("A stage with nothing to read still finishes once a replica") {
  std::atomic<int> finishes = 0;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(0))
                        .stage("into", {.inputs = {"from"}, .replicas = 5}, each([](std::span<int>) {}, [&] { ++finishes; }))
                        .plan());
  CHECK(pipeline.run().finished);
  CHECK(finishes == 5);
}
