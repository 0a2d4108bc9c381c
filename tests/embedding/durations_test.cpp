// Durations that nanoseconds cannot count, wherever one may be given.

#include <weir/param_value.hpp>
#include <weir/pipeline.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ratio>
#include <thread>

#include "catch.hpp"
#include "embedding/doubling.hpp"

using namespace std::chrono_literals;
using std::chrono::hours, std::chrono::milliseconds, std::chrono::nanoseconds, std::chrono::seconds;

TEST_CASE("A duration is the same time in nanoseconds, or as much of it as they can count") {
  CHECK(weir::Duration(5ms) == 5ms);
  CHECK(weir::Duration(-90s) == -90s);
  CHECK(weir::Duration(std::chrono::duration<std::int64_t, std::ratio<1, 30>>(31)).count() == 1'033'333'333);
  CHECK(weir::Duration(std::chrono::duration<std::int64_t, std::pico>(-2'999)).count() == -2);
  CHECK(weir::Duration(std::chrono::duration<int>(7)) == 7s);
  CHECK(weir::Duration(nanoseconds::max()) == nanoseconds::max());
  CHECK(weir::Duration(milliseconds(9'223'372'036'854)).count() == 9'223'372'036'854'000'000);
  CHECK(weir::Duration(milliseconds(9'223'372'036'855)) == nanoseconds::max());
  CHECK(weir::Duration(milliseconds::max()) == nanoseconds::max());
  CHECK(weir::Duration(milliseconds::min()) == nanoseconds::min());
  CHECK(weir::Duration(hours::max()) == nanoseconds::max());
  CHECK(weir::Duration(std::chrono::duration<std::uint64_t>::max()) == nanoseconds::max());
  CHECK(weir::Duration(std::chrono::duration<std::uint64_t, std::nano>(7)) == 7ns);
}

TEST_CASE("Hosts may wait as long as any duration says") {
  weir::Pipeline pipeline = doubling(1, {.batch_size = 1, .queue_depth = 1});
  weir::Run run = pipeline.start();
  const auto numbers = run.inlet<int>("numbers");
  const auto results = run.outlet<int>("results");
  bool pushed = false;
  std::thread pusher([&] {
    std::this_thread::sleep_for(20ms);
    pushed = numbers.push(1);
  });
  CHECK(results.pull_for(milliseconds::max()) == 2);
  pusher.join();
  CHECK(pushed);
  while (numbers.push_for(1, 20ms) == weir::PushResult::accepted) continue;
  std::thread puller([&] {
    std::this_thread::sleep_for(20ms);
    while (results.pull()) continue;
  });
  CHECK(numbers.push_for(1, hours::max()) == weir::PushResult::accepted);
  std::thread closer([&] {
    std::this_thread::sleep_for(20ms);
    numbers.close();
  });
  CHECK(run.wait_for(seconds::max()));
  closer.join();
  puller.join();
}

TEST_CASE("A run may have waits, a timeout and a time between reports that never end") {
  weir::Pipeline pipeline("patient", {.workers = 2, .timeout = hours::max()});
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < 10 ? std::optional(n++) : std::nullopt; });
  pipeline.sink(numbers, "drop", [](int) {}, {.batch_wait = milliseconds::max()});
  CHECK(pipeline.plan().stages[1].batch_wait == nanoseconds::max());
  int reports = 0;
  const weir::RunReport report = pipeline.run({}, {.progress = [&](const weir::RunReport&) { ++reports; }, .progress_every = hours::max()});
  CHECK(report.finished);
  CHECK(report.items == 10);
  CHECK(reports == 1);

  weir::PipelineConfig config;
  config.timeout = milliseconds::max();
  CHECK(*config.timeout == nanoseconds::max());
  config.timeout = 90s;
  CHECK(weir::format_value(*config.timeout) == weir::format_value(90s));

  weir::Plan plan = pipeline.plan();  // as a program may put one together
  plan.timeout = plan.stages[1].batch_wait = milliseconds::max();
  plan.stages[1].backoff = hours::max();
  CHECK(*plan.timeout == nanoseconds::max());
  CHECK(plan.stages[1].backoff == nanoseconds::max());
  CHECK(weir::Pipeline(plan).plan().stages[1].batch_wait == nanoseconds::max());
}
