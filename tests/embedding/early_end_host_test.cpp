// Hosts that want no more, and functions that have had enough.

#include <weir/pipeline.hpp>

#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Next;
using weir::Pass;
using weir::PushResult;

namespace {

auto up_from_0() {
  return [next = 0]() mutable { return std::optional(next++); };
}

std::vector<int> numbers_below(int end) {
  std::vector<int> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// Passes on the first numbers, and has then had enough.
auto only(int count) {
  return [left = count](int) mutable { return --left > 0 ? Pass::yes : Pass::last; };
}

}  // namespace

TEST_CASE("A host that closes one of two outlets does not stall the other") {
  weir::Pipeline pipeline("two", {.workers = 2});
  auto numbers = pipeline.source("numbers", [next = 0]() mutable { return next < 5'000 ? std::optional(next++) : std::nullopt; });
  pipeline.outlet(numbers, "dropped", 1, {.queue_depth = 1});
  pipeline.outlet(numbers, "read", 1, {.queue_depth = 1});
  weir::Run run = pipeline.start();
  auto dropped = run.outlet<int>("dropped");
  auto read = run.outlet<int>("read");
  CHECK(dropped.pull() == 0);
  dropped.close();
  dropped.close();
  CHECK(dropped.exhausted());
  CHECK(dropped.pull() == std::nullopt);
  std::vector<int> got;
  for (const int item : read) got.push_back(item);
  CHECK(got == numbers_below(5'000));
  const weir::RunReport report = run.wait();
  CHECK(report.finished);
  CHECK(report.stages[1].had_enough);
  CHECK(report.stages[1].items_in + report.stages[1].items_dropped == 5'000);
}

TEST_CASE("A run without an end ends when the host has closed its outlets, however early") {
  for (const int pulls : {0, 1, 1000}) {
    weir::Pipeline pipeline("endless", {.workers = 2});
    auto numbers = pipeline.map(pipeline.source("numbers", up_from_0()), "same", [](int n) { return n; }, {.replicas = 2});
    pipeline.outlet(numbers, "a", 2);
    pipeline.outlet(numbers, "b", 2);
    weir::Run run = pipeline.start();
    run.outlet<int>("a").close();
    auto b = run.outlet<int>("b");
    for (int i = 0; i < pulls; ++i) CHECK(b.pull());
    b.close();
    CHECK(run.wait().finished);
  }
}

TEST_CASE("An outlet that waits for items of a silent source can be closed") {
  weir::Pipeline pipeline("silent");
  pipeline.outlet(pipeline.inlet<int>("numbers"), "results");
  weir::Run run = pipeline.start();
  auto results = run.outlet<int>("results");
  REQUIRE(run.inlet<int>("numbers").push(1));
  CHECK(results.pull() == 1);
  std::optional<int> more = 0;
  std::thread puller([&] { more = results.pull(); });
  results.close();
  puller.join();
  CHECK(more == std::nullopt);
  REQUIRE(run.wait_for(60s));  // though nothing more comes for it
  CHECK(run.wait().finished);
}

TEST_CASE("A host pushes in vain when all that reads its inlet has had enough, and its pipeline ends") {
  weir::Pipeline pipeline("ten", {.workers = 2});
  auto numbers = pipeline.inlet<int>("numbers", 2);
  pipeline.outlet(pipeline.filter(numbers, "ten", only(10)), "results", 100);
  weir::Run run = pipeline.start();
  auto inlet = run.inlet<int>("numbers");
  int pushed = 0;
  while (inlet.push(pushed)) ++pushed;  // the last of them waits for room, until nobody reads the inlet
  CHECK(pushed >= 10);
  CHECK(inlet.closed());
  CHECK(inlet.try_push(1) == PushResult::closed);
  std::vector<int> got;
  for (const int item : run.outlet<int>("results")) got.push_back(item);
  CHECK(got == numbers_below(10));
  CHECK(run.wait().finished);
}

TEST_CASE("An inlet that another stage still reads goes on") {
  weir::Pipeline pipeline("both");
  auto numbers = pipeline.inlet<int>("numbers", 1000);
  pipeline.outlet(pipeline.filter(numbers, "ten", only(10)), "few", 1000);
  pipeline.outlet(numbers, "all", 1000);
  weir::Run run = pipeline.start();
  auto inlet = run.inlet<int>("numbers");
  for (int i = 0; i < 500; ++i) REQUIRE(inlet.push(i));
  inlet.close();
  std::vector<int> few, all;
  for (const int item : run.outlet<int>("few")) few.push_back(item);
  for (const int item : run.outlet<int>("all")) all.push_back(item);
  CHECK(few == numbers_below(10));
  CHECK(all == numbers_below(500));
  CHECK(run.wait().finished);
}

TEST_CASE("What waits in an outlet when the host closes it is destroyed at once") {
  weir::Pipeline pipeline("held");
  pipeline.outlet(pipeline.inlet<std::shared_ptr<int>>("numbers"), "results");
  weir::Run run = pipeline.start();
  auto results = run.outlet<std::shared_ptr<int>>("results");
  const auto item = std::make_shared<int>(1);
  REQUIRE(run.inlet<std::shared_ptr<int>>("numbers").push(item));
  REQUIRE(run.inlet<std::shared_ptr<int>>("numbers").push(item));
  REQUIRE(results.pull());  // the other is in the outlet, or on its way
  results.close();
  CHECK(run.wait().finished);
  CHECK(item.use_count() == 1);
}

TEST_CASE("A filter says with each item whether it is the last, or past the end") {
  const bool last = GENERATE(true, false);
  std::vector<int> got;
  weir::Pipeline pipeline("pass");
  const auto passes = [last](int n) { return n == 6 ? (last ? Pass::last : Pass::end) : n % 2 == 0 ? Pass::yes : Pass::no; };
  auto even = pipeline.filter(pipeline.source("numbers", up_from_0()), "even", passes, {.batch_size = 5});
  pipeline.sink(even, "keep", [&](int n) { got.push_back(n); });
  CHECK(pipeline.run().finished);
  CHECK(got == (last ? std::vector{0, 2, 4, 6} : std::vector{0, 2, 4}));
}

TEST_CASE("A sink of one function says when it has had enough") {
  std::vector<int> got;
  weir::Pipeline pipeline("find");
  pipeline.sink(pipeline.source("numbers", up_from_0()), "find",
                [&](int n) {
                  got.push_back(n);
                  return n == 7 ? Next::done : Next::again;
                },
                {.batch_size = 16});
  CHECK(pipeline.run().finished);
  CHECK(got == numbers_below(8));
}
