// Sinks whose reader has gone, and runs that are cut short.

#include <latch>
#include <mutex>
#include <string>
#include <thread>

#include <weir/pipeline.hpp>

#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;

namespace {

// Takes some items, and then nobody reads it any more.
auto closes_after(int items) {
  return [items] {
    return std::make_unique<Each>([left = items](std::span<int> some) mutable {
      left -= static_cast<int>(some.size());
      if (left < 0) throw OutputClosed("nobody reads it any more");
    });
  };
}

class Partial final : public Sink<int> {
 public:
  explicit Partial(std::string& ended) : ended_(ended) {}
  void consume(std::span<int>) override {}
  void finish() override { ended_ = "whole"; }
  void finish_partial() override { ended_ = "partial"; }
  void counters(Counters& counters) const override { counters.add_missing("it is " + ended_); }

 private:
  std::string& ended_;
};

// A stream without an end of its own.
class Endless final : public Source<int> {
 public:
  Next produce(Output<int>& out) override {
    out.push(1);
    return Next::again;
  }
  [[nodiscard]] bool cut_by_drain() const override { return false; }
};

// Begins to wait for something that never happens.
class WaitsForStop final : public Sink<int> {
 public:
  explicit WaitsForStop(std::latch& begun) : begun_(begun) {}
  void consume(std::span<int>) override {
    begun_.count_down();
    while (!stopping()) std::this_thread::yield();
    throw Stopped();
  }

 private:
  std::latch& begun_;
};

}  // namespace

TEST_CASE("When the reader of one sink goes away, the other sinks get everything and finish") {
  const std::size_t workers = GENERATE(1, 2, 8);
  std::mutex mutex;
  int sum = 0, finished = 0;
  const auto adds = [&](std::span<int> items) {
    const std::lock_guard lock(mutex);
    for (const int item : items) sum += item;
  };
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("numbers", {}, numbers(10'000))
                        .stage("closes", {.inputs = {"numbers"}, .batch_size = 3}, closes_after(10))
                        .stage("stays", {.inputs = {"numbers"}, .batch_size = 7}, each(adds, [&] { ++finished; }))
                        .plan());
  RunReport report;
  try {
    report = pipeline.run();
  } catch (const StageError& error) {
    // Where the last item came to the closed sink after the other had finished.
    CHECK(error.stage() == "closes");
    CHECK_THROWS_AS(std::rethrow_exception(error.cause()), OutputClosed);
  }
  CHECK(sum == 49'995'000);
  CHECK(finished == 1);
}

TEST_CASE("When the reader of the only sink goes away, a source without an end is stopped") {
  Pipeline pipeline(PlanBuilder().stage("numbers", {}, numbers()).stage("closes", {.inputs = {"numbers"}}, closes_after(10)).plan());
  CHECK_THROWS_AS(pipeline.run(), StageError);
}

TEST_CASE("When the other sinks have finished, what only a closed sink reads is stopped, though it has no end") {
  Pipeline pipeline(PlanBuilder()
                        .stage("few", {}, numbers(100))
                        .stage("endless", {}, numbers())
                        .stage("closes", {.inputs = {"endless"}}, closes_after(10))
                        .stage("stays", {.inputs = {"few"}}, each([](std::span<int>) {}))
                        .plan());
  CHECK_THROWS_AS(pipeline.run(), StageError);
}

TEST_CASE("The report names the sink whose reader went away") {
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(1))
                        .stage("more", {}, numbers(1000))
                        .stage("closes", {.inputs = {"numbers"}}, closes_after(0))
                        .stage("stays", {.inputs = {"more"}}, each([](std::span<int>) {}))
                        .plan());
  Run run = pipeline.start();
  try {
    run.wait();
  } catch (const StageError&) {  // when the closed sink is the last to end
  }
  const RunReport report = run.report();
  CHECK(report.stages[2].output_closed);
  CHECK_FALSE(report.stages[3].output_closed);
}

TEST_CASE("What comes for a sink whose reader went away is dropped, and does not count as written") {
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(1'000))
                        .stage("closes", {.inputs = {"numbers"}, .batch_size = 1}, closes_after(10))
                        .stage("stays", {.inputs = {"numbers"}, .batch_size = 1}, each([](std::span<int>) {}))
                        .plan());
  Run run = pipeline.start();
  try {
    run.wait();
  } catch (const StageError&) {  // when the closed sink is the last to end
  }
  const RunReport report = run.report();
  CHECK(report.stages[1].items_in == 10);
  CHECK(report.stages[1].items_dropped + report.stages[1].items_left == 990);
  CHECK(report.balance.written == 10 + report.stages[2].items_in);
  CHECK(report.balance.wrong.empty());
}

TEST_CASE("OutputClosed from a stage that is not a sink fails the run") {
  const auto closes = [](std::span<int>, Output<int>&) { throw OutputClosed("a pipe of its own"); };
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(100))
                        .stage("change", {.inputs = {"numbers"}}, change(closes))
                        .stage("out", {.inputs = {"change"}}, each([](std::span<int>) {}))
                        .plan());
  CHECK_THROWS_WITH(pipeline.run(), "stage 'change', replica 0: a pipe of its own");
}

TEST_CASE("A drain that cuts a source short is told to the sinks below it, and to no others") {
  std::string cut = "no end", whole = "no end";
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers())
                        .stage("endless", {}, [] { return std::make_unique<Endless>(); })
                        .stage("between", {.inputs = {"numbers"}}, change([](std::span<int> items, Output<int>& out) {
                                 for (const int item : items) out.push(item);
                               }))
                        .stage("cut", {.inputs = {"between"}}, [&] { return std::make_unique<Partial>(cut); })
                        .stage("whole", {.inputs = {"endless"}}, [&] { return std::make_unique<Partial>(whole); })
                        .plan());
  Run run = pipeline.start();
  run.drain();
  const RunReport report = run.wait();
  CHECK(cut == "partial");
  CHECK(whole == "whole");
  CHECK(report.cut_short);
  CHECK(report.stages[3].missing == std::vector<std::string>{"it is partial"});
}

TEST_CASE("A drain after the sources have ended cuts nothing short") {
  std::string ended;
  std::latch begun(1), drained(1);
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(1))
                        .stage("holds", {.inputs = {"numbers"}, .batch_size = 2}, change([&](std::span<int> items, Output<int>& out) {
                                 begun.count_down();
                                 drained.wait();
                                 out.push(items.front());
                               }))
                        .stage("out", {.inputs = {"holds"}}, [&] { return std::make_unique<Partial>(ended); })
                        .plan());
  Run run = pipeline.start();
  begun.wait();  // the item came with the end of the source, from the same call
  run.drain();
  drained.count_down();
  CHECK_FALSE(run.wait().cut_short);
  CHECK(ended == "whole");
}

TEST_CASE("A stage that breaks off because the run is being stopped does not fail it") {
  std::latch begun(1);
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(1))
                        .stage("waits", {.inputs = {"numbers"}}, [&] { return std::make_unique<WaitsForStop>(begun); })
                        .plan());
  Run run = pipeline.start();
  begun.wait();
  run.stop();
  CHECK_FALSE(run.wait().finished);
}

TEST_CASE("A stage that says it was stopped when nobody stopped it fails the run") {
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers(1))
                        .stage("lies", {.inputs = {"numbers"}}, each([](std::span<int>) { throw Stopped(); }))
                        .plan());
  CHECK_THROWS_WITH(pipeline.run(), "stage 'lies', replica 0: stopped");
}
