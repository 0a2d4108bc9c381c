// How a run ends other than at the end of its sources: stop, drain, timeout.

#include <oneapi/tbb/task_arena.h>
#include <weir/pipeline.hpp>

#include <atomic>
#include <thread>

#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;
using namespace std::chrono_literals;

namespace {

void wait_until(const std::function<bool()>& condition) {
  while (!condition()) std::this_thread::sleep_for(1ms);
}

}  // namespace

namespace {

/// Cannot finish, and breaks off when the run is stopped.
class Unfinished final : public Sink<int> {
 public:
  void consume(std::span<int>) override {}
  void finish() override {
    while (!stopping()) std::this_thread::sleep_for(1ms);
    throw Stopped();
  }
};

}  // namespace

TEST_CASE("A sink that breaks off its last call because of a stop or a timeout has not finished") {
  for (const bool times_out : {true, false}) {
    Pipeline pipeline("unfinished", {.workers = 2, .timeout = times_out ? std::optional<std::chrono::nanoseconds>(20ms) : std::nullopt});
    const auto one = pipeline.source("one", [left = 1]() mutable { return left-- > 0 ? std::optional(7) : std::nullopt; });
    pipeline.sink(one, "into", [] { return std::make_unique<Unfinished>(); });
    Run run = pipeline.start();
    if (times_out) {
      CHECK_THROWS_AS(run.wait(), TimeoutError);
      continue;
    }
    while (!run.report().stages[1].in_call) std::this_thread::sleep_for(1ms);
    run.stop();
    CHECK_FALSE(run.wait().finished);
  }
}

TEST_CASE("A stop request ends the run within one batch a worker, and no sink finishes") {
  constexpr std::size_t kWorkers = 2;
  std::atomic<int> calls = 0;
  std::atomic<bool> finished = false;
  Pipeline pipeline(PlanBuilder(kWorkers)
                        .stage("from", {}, numbers())
                        .stage("work", {.inputs = {"from"}, .replicas = 4}, change([&](std::span<int> items, Output<int>& out) {
                                 ++calls;
                                 for (const int item : items) out.push(item);
                               }))
                        .stage("into", {.inputs = {"work"}}, each([](std::span<int>) {}, [&] { finished = true; }))
                        .plan());
  std::stop_source source;
  int calls_at_stop = 0;
  std::thread host([&] {
    wait_until([&] { return calls > 1000; });
    source.request_stop();
    calls_at_stop = calls;
  });
  // Inside an arena `run` uses this thread, and listens for a stop before it begins. Outside it has a thread of its own, and may still be
  // on its way to listening when a thousand calls are over.
  RunReport report;
  std::thread([&] { oneapi::tbb::task_arena(kWorkers).execute([&] { report = pipeline.run(source.get_token()); }); }).join();
  host.join();
  CHECK(calls - calls_at_stop <= static_cast<int>(kWorkers));
  CHECK_FALSE(report.finished);
  CHECK_FALSE(finished);
}

TEST_CASE("A stop requested before the run ends it before it makes anything") {
  std::stop_source source;
  source.request_stop();
  std::atomic<int> seen = 0;
  Pipeline pipeline(
      PlanBuilder().stage("from", {}, numbers()).stage("into", {.inputs = {"from"}}, each([&](std::span<int>) { ++seen; })).plan());
  CHECK_FALSE(pipeline.run(source.get_token()).finished);
  CHECK(seen == 0);
}

TEST_CASE("Drain ends the sources, what is under way arrives and the sinks finish") {
  std::atomic<int> made = 0;
  std::atomic<int> got = 0;
  std::atomic<int> finishes = 0;
  Pipeline pipeline(
      PlanBuilder(2)
          .stage("from", {}, numbers())
          .stage("work", {.inputs = {"from"}, .replicas = 2, .batch_size = 7}, change([&](std::span<int> items, Output<int>& out) {
                   made += static_cast<int>(items.size());
                   for (const int item : items) out.push(item);
                 }))
          .stage("into", {.inputs = {"work"}, .batch_size = 5},
                 each([&](std::span<int> items) { got += static_cast<int>(items.size()); }, [&] { ++finishes; }))
          .plan());
  Run run = pipeline.start();
  wait_until([&] { return got > 1000; });
  run.drain();
  const RunReport report = run.wait();
  CHECK(report.finished);
  CHECK(made == got);
  CHECK(finishes == 1);
  CHECK(report.items == static_cast<std::uint64_t>(got));
  CHECK(report.stages.front().items_out == report.items);
}

TEST_CASE("A run may be drained and looked at from its first moment on") {
  for (int round = 0; round < 300; ++round) {
    Pipeline pipeline(PlanBuilder(2)
                          .stage("a", {}, numbers())
                          .stage("b", {}, numbers())
                          .stage("into", {.inputs = {"a", "b"}}, each([](std::span<int>) {}))
                          .plan());
    Run run = pipeline.start();
    static_cast<void>(run.report());
    run.drain();
    const RunReport report = run.wait();
    CHECK(report.finished);
    for (const StageReport& stage : report.stages) CHECK(stage.waiting_input + stage.waiting_room <= report.wall);
  }
}

TEST_CASE("A report counts a call that is still under way") {
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(1))
                        .stage("slow", {.inputs = {"from"}}, change([](std::span<int>, Output<int>& out) {
                                 while (!out.stopping()) std::this_thread::sleep_for(1ms);
                               }))
                        .stage("into", {.inputs = {"slow"}}, each([](std::span<int>) {}))
                        .plan());
  Run run = pipeline.start();
  wait_until([&] { return run.report().stages.size() == 3 && run.report().stages[1].busy > 20ms; });
  const RunReport during = run.report();
  CHECK(during.stages[1].in_call);
  CHECK(during.stages[1].items_in == 0);
  CHECK(during.stages[1].busy <= during.wall);
  CHECK(during.stages[2].busy == 0ms);
  run.stop();
  const RunReport after = run.wait();
  CHECK_FALSE(after.stages[1].in_call);
  CHECK(after.stages[1].busy >= during.stages[1].busy);
}

TEST_CASE("A timeout ends the run and names the stages that were busy") {
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers())
                        .stage("slow", {.inputs = {"from"}}, change([](std::span<int>, Output<int>& out) {
                                 while (!out.stopping()) std::this_thread::sleep_for(1ms);
                               }))
                        .stage("into", {.inputs = {"slow"}}, each([](std::span<int>) {}))
                        .timeout(50ms)
                        .plan());
  try {
    pipeline.run();
    FAIL("no exception came");
  } catch (const TimeoutError& error) {
    CHECK(error.busy_stages() == std::vector<std::string>{"slow"});
    CHECK(std::string(error.what()) == "timeout after 50ms; still busy: slow");
  }
}

TEST_CASE("A run that ends before its timeout is not held up by it") {
  Pipeline pipeline(
      PlanBuilder(2).stage("from", {}, numbers(10)).stage("into", {.inputs = {"from"}}, each([](std::span<int>) {})).timeout(1h).plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("Destroying a run stops it and waits") {
  std::atomic<int> calls = 0;
  Pipeline pipeline(
      PlanBuilder().stage("from", {}, numbers()).stage("into", {.inputs = {"from"}}, each([&](std::span<int>) { ++calls; })).plan());
  {
    const Run run = pipeline.start();
    wait_until([&] { return calls > 0; });
  }
  const int after = calls;
  std::this_thread::sleep_for(5ms);
  CHECK(calls == after);
}
