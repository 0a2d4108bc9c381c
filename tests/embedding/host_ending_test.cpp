// How runs end whose host pushes and pulls.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "catch.hpp"
#include "embedding/doubling.hpp"

using namespace std::chrono_literals;
using weir::PushResult;

TEST_CASE("A refused item is still the caller's") {
  weir::Pipeline pipeline("refused");
  pipeline.sink(pipeline.inlet<std::unique_ptr<int>>("in", 1), "drop", [](std::unique_ptr<int>) {});
  weir::Run run = pipeline.start();
  auto in = run.inlet<std::unique_ptr<int>>("in");
  in.close();
  auto item = std::make_unique<int>(7);
  CHECK(in.try_push(std::move(item)) == PushResult::closed);
  CHECK(in.push_for(std::move(item), 1ms) == PushResult::closed);
  REQUIRE(item != nullptr);
  CHECK(*item == 7);
  CHECK(in.closed());
  CHECK(run.wait().finished);
}

TEST_CASE("A closed inlet lets what was pushed through") {
  weir::Pipeline pipeline = doubling(100);
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  auto results = run.outlet<int>("results");
  for (int i = 0; i < 3; ++i) REQUIRE(numbers.push(i));
  numbers.close();
  numbers.close();
  CHECK_FALSE(numbers.push(3));
  CHECK(results.pull() == 0);
  CHECK(results.pull() == 2);
  CHECK(results.pull() == 4);
  CHECK(results.pull() == std::nullopt);
  CHECK(results.exhausted());
  CHECK(run.wait().finished);
}

TEST_CASE("A drain closes the inlets, and what was accepted comes out") {
  weir::Pipeline pipeline = doubling(10);
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  for (int i = 0; i < 10; ++i) REQUIRE(numbers.push(i));
  run.drain();
  CHECK_FALSE(numbers.push(10));
  int count = 0;
  for (const int result : run.outlet<int>("results")) {
    static_cast<void>(result);
    ++count;
  }
  CHECK(count == 10);
  CHECK(run.wait().finished);
}

TEST_CASE("A stop lets go of the threads that push and pull") {
  weir::Pipeline pipeline = doubling(1, {.batch_size = 1, .queue_depth = 1});
  weir::Run run = pipeline.start();
  std::thread pusher([numbers = run.inlet<int>("numbers")]() mutable {
    while (numbers.push(1)) {
    }
  });
  std::this_thread::sleep_for(5ms);
  run.stop();
  pusher.join();
  CHECK_FALSE(run.wait().finished);
  auto results = run.outlet<int>("results");
  while (results.pull()) {
  }
  CHECK(results.exhausted());
}

TEST_CASE("A run that fails lets go of the threads that pull, and says why") {
  weir::Pipeline pipeline("fails");
  const auto numbers_in = pipeline.inlet<int>("numbers");
  const auto checked =
      pipeline.map(numbers_in, "check", [](int n) { return n < 3 ? n : throw std::runtime_error("too large"); }, {.batch_size = 1});
  pipeline.outlet(checked, "results");
  weir::Run run = pipeline.start();
  auto numbers = run.inlet<int>("numbers");
  for (int i = 0; numbers.push(i); ++i) {
  }
  for (const int result : run.outlet<int>("results")) CHECK(result < 3);
  CHECK_THROWS_WITH(run.wait(), "stage 'check', replica 0: too large");
}

TEST_CASE("What an inlet still holds when its run fails is destroyed, though a host keeps the inlet") {
  std::latch pushed(1);
  weir::Pipeline pipeline("fails");
  const auto fail = [&pushed](const std::shared_ptr<int>&) {
    pushed.wait();
    throw std::runtime_error("broken");
  };
  pipeline.sink(pipeline.inlet<std::shared_ptr<int>>("in", 100), "fail", fail, {.batch_size = 1, .queue_depth = 1});
  weir::Run run = pipeline.start();
  auto in = run.inlet<std::shared_ptr<int>>("in");
  const auto item = std::make_shared<int>(1);
  for (int i = 0; i < 100; ++i) REQUIRE(in.push(item));
  pushed.count_down();
  CHECK_THROWS(run.wait());
  CHECK(item.use_count() == 1);
  CHECK_FALSE(in.push(item));
}

TEST_CASE("A timeout ends a run whose host does nothing") {
  weir::Pipeline pipeline("idle", {.timeout = 20ms});
  pipeline.sink(pipeline.inlet<int>("numbers"), "drop", [](int) {});
  weir::Run run = pipeline.start();
  CHECK_THROWS_WITH(run.wait(), "timeout after 20ms; no stage was in a call; inlet 'numbers' waits for the program");
  CHECK_FALSE(run.inlet<int>("numbers").push(1));
}

TEST_CASE("A run that is destroyed while its host waits ends") {
  weir::Pipeline pipeline = doubling(2);
  std::optional<weir::Inlet<int>> numbers;
  {
    weir::Run run = pipeline.start();
    numbers = run.inlet<int>("numbers");
    REQUIRE(numbers->push(1));
  }
  CHECK_FALSE(numbers->push(2));
}

namespace {

struct StoppedRun {
  std::string first_stop;  // what was said to stop the run
  std::string thrown;
};

// A host stops a run that is in the middle of a call, which goes on until the timeout has passed too.
StoppedRun stop_before_the_timeout(std::chrono::milliseconds timeout) {
  StoppedRun outcome;
  std::atomic<bool> called = false;
  std::atomic<bool> stopped = false;
  weir::Pipeline pipeline("stopped", {.timeout = timeout});
  pipeline.sink(pipeline.inlet<int>("numbers"), "wait", [&](int) {
    called = true;
    while (!stopped) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(timeout + 20ms);
  });
  weir::Run run = pipeline.start({.event = [&](const weir::Event& event) {
    if (event.what == weir::Event::What::stopping && outcome.first_stop.empty()) outcome.first_stop = event.text;
  }});
  CHECK(run.inlet<int>("numbers").push(1));
  while (!called && !run.wait_for(1ms)) continue;
  run.stop();
  stopped = true;
  try {
    CHECK_FALSE(run.wait().finished);
  } catch (const weir::Error& error) {
    outcome.thrown = error.what();
  }
  return outcome;
}

}  // namespace

TEST_CASE("A host's own stop is no timeout, though the run ends after its time") {
  StoppedRun outcome;
  // On a busy machine the timeout may come first; that is another matter.
  for (auto timeout = 30ms; !outcome.first_stop.ends_with("the host asked for it") && timeout < 20s; timeout *= 2)
    outcome = stop_before_the_timeout(timeout);
  CHECK(outcome.first_stop == "stopped: stopping: the host asked for it");
  CHECK(outcome.thrown.empty());
}

TEST_CASE("Runs with inlets end whenever the host closes, stops or lets go") {
  for (int round = 0; round < 300; ++round) {
    weir::Pipeline pipeline = doubling(1 + round % 3, {.batch_size = 1 + static_cast<std::size_t>(round % 2)});
    weir::Run run = pipeline.start();
    auto numbers = run.inlet<int>("numbers");
    std::thread host([&] {
      for (int i = 0; i < round % 7; ++i) {
        if (!numbers.push(i)) return;
      }
      if (round % 3 == 0) run.stop();
      if (round % 3 == 1) run.drain();
      numbers.close();
    });
    for (const int result : run.outlet<int>("results")) CHECK(result % 2 == 0);
    CHECK(run.wait().finished == (round % 3 != 0));
    host.join();
  }
}
