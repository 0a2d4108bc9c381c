// What becomes of a run when the system has no more threads.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include "catch.hpp"
#include "embedding/doubling.hpp"
#include "embedding/no_thread.hpp"

using namespace std::chrono_literals;

namespace {

const char* const kNoThreads =
    "the threads of the run could not be made: Resource temporarily unavailable; raise the limit of processes (ulimit -u) or of memory "
    "(ulimit -v), or use fewer workers";

// A source without an end; nothing in it waits for a time.
struct EndlessNumbers final : weir::Source<int> {
  weir::Next produce(weir::Output<int>& out) override {
    while (!out.full()) out.push(1);
    return weir::Next::again;
  }
};

weir::Pipeline endless(const weir::PipelineOptions& options = {.workers = 2}) {
  weir::Pipeline pipeline("endless", options);
  pipeline.sink(pipeline.source("numbers", [] { return EndlessNumbers(); }), "drop", [](int) {});
  return pipeline;
}

}  // namespace

TEST_CASE("Without a thread to begin it a run is not started") {
  weir::Pipeline pipeline = endless();
  // On a thread that has no arena of its own, in which it could run.
  std::thread([&] {
    const weir::NoThread none;
    CHECK_THROWS_WITH(pipeline.start(), kNoThreads);
    CHECK_THROWS_WITH(pipeline.run(), kNoThreads);
  }).join();
}

TEST_CASE("A run that cannot have its workers ends with an error that says so") {
  constexpr std::size_t kMoreThanBefore = 40;
  const oneapi::tbb::global_control allow(oneapi::tbb::global_control::max_allowed_parallelism, kMoreThanBefore);
  weir::Pipeline pipeline = endless({.workers = kMoreThanBefore});
  {
    const weir::NoThread none(kMoreThanBefore);  // one too few
    CHECK_THROWS_WITH(pipeline.start().wait(), kNoThreads);
  }
  weir::Run run = pipeline.start();
  run.drain();
  CHECK(run.wait().finished);
}

TEST_CASE("Whichever thread of a run cannot be made, the run ends with an error that says so, and nothing hangs") {
  for (int more = 1; more < 4; ++more) {
    weir::Pipeline pipeline("served", {.workers = 2, .timeout = 1h});
    pipeline.outlet(pipeline.inlet<int>("numbers"), "results");
    const weir::NoThread none(more);
    weir::Run run = pipeline.start({.event = [](const weir::Event&) {}});
    const auto numbers = run.inlet<int>("numbers");
    while (numbers.push(1)) continue;
    run.drain();
    run.stop();
    CHECK(run.outlet<int>("results").pull() == std::nullopt);
    CHECK_THROWS_WITH(run.wait(), kNoThreads);
  }
}

TEST_CASE("Once a run has begun it needs no more threads for wakes, waits, callbacks, a drain and a stop") {
  weir::Pipeline pipeline = doubling(10);
  std::atomic<bool> started = false;
  const weir::Callbacks callbacks{.event = [&](const weir::Event&) { started = true; }};
  for (const bool drains : {true, false}) {
    started = false;
    weir::Run run = pipeline.start(callbacks);
    while (!started) run.wait_for(1ms);
    const weir::NoThread none;
    const auto numbers = run.inlet<int>("numbers");
    const auto results = run.outlet<int>("results");
    for (int i = 0; i < 100; ++i) {
      REQUIRE(numbers.push(i));
      REQUIRE(results.pull() == 2 * i);
    }
    if (drains)
      run.drain();
    else
      run.stop();
    CHECK(run.wait().finished == drains);
  }
}

TEST_CASE("A run without waits, timeout and callbacks makes no thread but its workers, and stops") {
  weir::Pipeline pipeline = endless();
  pipeline.start().drain();  // so that the workers have been granted
  std::stop_source stop;
  std::thread host;
  oneapi::tbb::task_arena(2).execute([&] {
    host = std::thread([&] {
      std::this_thread::sleep_for(5ms);
      stop.request_stop();
    });
    const weir::NoThread none;
    CHECK_FALSE(pipeline.run(stop.get_token()).finished);
  });
  host.join();
}
