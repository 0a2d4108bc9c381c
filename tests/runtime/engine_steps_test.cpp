// The engine step by step, in simulated time: which works it hands out is up to each test, so nothing depends on threads or on speed.

#include <chrono>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"
#include "parts/edge_of.hpp"
#include "plan_builder.hpp"
#include "runtime/engine.hpp"
#include "simulation/simulated_executor.hpp"

namespace weir::testing {

using namespace std::chrono_literals;
using runtime::Work;

namespace {

/// Calls a function for each call of `produce`.
class Produces final : public Source<int> {
 public:
  using Produce = std::function<Next(Output<int>&)>;
  Produces(Produce produce, std::optional<double> progress) : produce_(std::move(produce)), progress_(progress) {}
  Next produce(Output<int>& out) override { return produce_(out); }
  [[nodiscard]] std::optional<double> progress() const override { return progress_; }

 private:
  Produce produce_;
  std::optional<double> progress_;
};

auto produces(Produces::Produce produce, std::optional<double> progress = {}) {
  return [=] { return std::make_unique<Produces>(produce, progress); };
}

/// Notes how it was finished.
class Finishes final : public Sink<int> {
 public:
  explicit Finishes(std::string& how) : how_(how) {}
  void consume(std::span<int>) override {}
  void finish() override { how_ += "whole "; }
  void finish_partial() override { how_ += "partial "; }

 private:
  std::string& how_;
};

/// An engine whose works run when the test says so.
struct Steps {
  explicit Steps(Plan its_plan) : plan(std::move(its_plan)), engine(plan, executor) { engine.start(executor.works); }

  /// Runs one work of the stage; false when there is none.
  bool run(std::uint32_t stage) {
    const auto work = std::find_if(executor.works.begin(), executor.works.end(), [&](Work each) { return each.stage == stage; });
    if (work == executor.works.end()) return false;
    const Work taken = *work;
    executor.works.erase(work);
    runtime::Handoff handoff(engine);
    engine.activate(taken, handoff);
    executor.works.insert(executor.works.end(), handoff.next.begin(), handoff.next.end());
    return true;
  }
  /// Runs the works of the stage until there is none.
  void exhaust(std::uint32_t stage) {
    while (run(stage)) continue;
  }
  void finish() {
    while (!executor.works.empty()) run(executor.works.front().stage);
  }

  const Plan plan;
  simulation::SimulatedExecutor executor;
  runtime::Engine engine;
};

auto drops() {
  return each([](std::span<int>) {});
}

}  // namespace

TEST_CASE("A source that has nothing to emit yet is asked once a turn") {
  int calls = 0;
  Steps steps(PlanBuilder()
                  .stage("from", {}, produces([&calls](Output<int>&) {
                           ++calls;
                           return Next::again;
                         }))
                  .stage("into", {.inputs = {"from"}}, drops())
                  .plan());
  for (int turn = 1; turn <= 3; ++turn) {
    REQUIRE(steps.run(0));
    CHECK(calls == turn);
  }
}

TEST_CASE("A function that waits in its calls has a timer set for what is unsent, and again after that was fetched") {
  std::size_t timers = 0;
  std::size_t timers_at_fifth_call = 0;
  int calls = 0;
  std::function<void()> meanwhile;
  const auto next = [&]() -> std::optional<int> {
    if (++calls == 4) meanwhile();
    if (calls == 5) timers_at_fifth_call = timers;
    return calls < 6 ? std::optional(calls) : std::nullopt;
  };
  using Function = detail::NextItemStage<std::remove_const_t<decltype(next)>>;
  Steps steps(PlanBuilder()
                  .stage("from", {}, [&next] { return std::make_unique<Function>(next); })
                  .stage("into", {.inputs = {"from"}, .batch_size = 2, .queue_depth = 8, .batch_wait = 10us}, drops())
                  .plan());
  steps.engine.on_deadline([&timers](runtime::SteadyTime) { ++timers; });
  meanwhile = [&steps] {
    steps.executor.time.advance(10us);
    steps.engine.flush_due(steps.executor.time.now(), steps.executor.works);
  };
  REQUIRE(steps.run(0));  // fills a batch, so that the next activation gets two credits
  CHECK(timers == 1);
  REQUIRE(steps.run(0));  // the third item is fetched in the fourth call, with the first credit
  CHECK(timers_at_fifth_call == 3);
}

TEST_CASE("A replica takes at most twice as many batches as it did before") {
  std::size_t calls = 0;
  Steps steps(PlanBuilder()
                  .stage("from", {}, numbers())
                  .stage("into", {.inputs = {"from"}, .queue_depth = 32}, each([&calls](std::span<int>) { ++calls; }))
                  .plan());
  for (const std::size_t most : {1U, 2U, 4U, 8U}) {
    steps.exhaust(0);
    calls = 0;
    REQUIRE(steps.run(1));
    CHECK(calls == most);
  }
}

TEST_CASE("A stage of several out-edges is given credits by the one that it fills most") {
  Steps steps(PlanBuilder()
                  .stage("from", {}, numbers())
                  .stage("one", {.inputs = {"from"}, .batch_size = 1, .queue_depth = 64}, drops())
                  .stage("many", {.inputs = {"from"}, .batch_size = 100, .queue_depth = 64}, drops())
                  .plan());
  for (int turn = 0; turn < 4; ++turn) REQUIRE(steps.run(0));
  CHECK(steps.engine.gate(0).work_of(0).last_sealed > 1);
}

TEST_CASE("What a source has that is due goes before its next call") {
  int calls = 0;
  std::vector<std::size_t> sizes;
  Steps steps(PlanBuilder()
                  .stage("from", {}, produces([&calls](Output<int>& out) {
                           ++calls;
                           for (int i = 0; i < 11; ++i) out.push(i);
                           return Next::again;
                         }))
                  .stage("into", {.inputs = {"from"}, .batch_size = 10, .queue_depth = 1, .batch_wait = 5ms},
                         each([&sizes](std::span<int> items) { sizes.push_back(items.size()); }))
                  .plan());
  REQUIRE(steps.run(0));  // fills a batch, and one item more, for which there is no credit
  REQUIRE_FALSE(steps.run(0));
  steps.executor.time.advance(5ms);
  steps.engine.flush_due(steps.executor.time.now(), steps.executor.works);
  REQUIRE(steps.run(1));  // and gives the credit back
  REQUIRE(steps.run(0));
  CHECK(calls == 1);
  REQUIRE(steps.run(1));
  CHECK(sizes == std::vector<std::size_t>{10, 1});
}

TEST_CASE("That a stage ends its call because of a stop is not an error, and without a stop it is") {
  const bool stops = GENERATE(true, false);
  std::function<void()> stop = [] {};
  Steps steps(PlanBuilder()
                  .stage("from", {}, numbers())
                  .stage("into", {.inputs = {"from"}}, each([&stop](std::span<int>) {
                           stop();
                           throw Stopped();
                         }))
                  .plan());
  if (stops) stop = [&steps] { steps.engine.stop(); };
  REQUIRE(steps.run(0));
  REQUIRE(steps.run(1));
  CHECK((steps.engine.error() == nullptr) == stops);
}

TEST_CASE("A drain that cuts a source short makes the sinks below finish in part, and others whole") {
  std::string below, beside;
  const auto gives_one = [](Output<int>& out) {
    out.push(1);
    return Next::again;
  };
  Steps steps(PlanBuilder()
                  .stage("half", {}, produces(gives_one, 0.5))
                  .stage("pass", {.inputs = {"half"}}, pass())
                  .stage("below", {.inputs = {"pass"}}, [&below] { return std::make_unique<Finishes>(below); })
                  .stage("all", {}, produces(gives_one, 1.0))
                  .stage("beside", {.inputs = {"all"}}, [&beside] { return std::make_unique<Finishes>(beside); })
                  .plan());
  for (const std::uint32_t stage : {0U, 3U}) REQUIRE(steps.run(stage));
  steps.engine.drain(steps.executor.works);
  steps.finish();
  CHECK(steps.engine.done());
  CHECK(below == "partial ");
  CHECK(beside == "whole ");
}

TEST_CASE("The fullest in-edge by its depth stands for a stage in the report, with what was promised of it") {
  Plan plan =
      PlanBuilder().stage("few", {}, numbers(4)).stage("many", {}, numbers(100)).stage("into", {.inputs = {"few", "many"}}, drops()).plan();
  const std::size_t few_depth = GENERATE(8, 4);
  plan.edges[0].queue_depth = few_depth;
  plan.edges[1].queue_depth = few_depth == 8 ? 2 : 100;
  Steps steps(plan);
  steps.exhaust(0);
  for (int turn = 0; turn < 3; ++turn) steps.run(1);
  steps.finish();
  const StageReport into = steps.engine.report(false).stages[2];
  if (few_depth == 8) {  // 3 of 8, for the first is taken at once, and 2 of 2
    CHECK(into.peak_queue == 2);
    CHECK(into.queue_depth == 2);
    CHECK(into.peak_promised == 2);
  } else {  // 3 of 4, and some more of 100
    CHECK(into.peak_queue == 3);
    CHECK(into.queue_depth == 4);
    CHECK(into.peak_promised >= 3);
  }
}

TEST_CASE("The fewest credits that were free are remembered when more are free later") {
  runtime::BatchPool pool;
  runtime::Credits credits(4);
  std::vector<runtime::Batch*> batches;
  credits.take(3, pool, item_type<int>(), batches);
  CHECK(credits.fewest() == 1);
  credits.give_back(3, batches);
  credits.take(1, pool, item_type<int>(), batches);
  CHECK(credits.free() == 3);
  CHECK(credits.fewest() == 1);
}

TEST_CASE("The shortest wait of the out-edges counts, whichever comes first") {
  runtime::BatchPool pool;
  const runtime::Edges edges({{.batch_wait = 5ms}, {.batch_wait = 2ms}, {}});
  CHECK(runtime::OutputCredits(edges.all(), pool).shortest_wait() == 2ms);
}

TEST_CASE("Of the batches of several stages that wait, the engine is to be called for the earliest") {
  const auto first_wait = GENERATE(2ms, 7ms);
  Steps steps(PlanBuilder()
                  .stage("a", {}, numbers())
                  .stage("pass a", {.inputs = {"a"}}, pass())
                  .stage("into a", {.inputs = {"pass a"}, .batch_size = 100, .batch_wait = first_wait}, drops())
                  .stage("b", {}, numbers())
                  .stage("pass b", {.inputs = {"b"}}, pass())
                  .stage("into b", {.inputs = {"pass b"}, .batch_size = 100, .batch_wait = 5ms}, drops())
                  .plan());
  for (const std::uint32_t stage : {0U, 1U, 3U, 4U}) REQUIRE(steps.run(stage));
  runtime::Works works;
  const auto next = steps.engine.flush_due(runtime::SteadyTime::min(), works);
  CHECK(next == steps.executor.time.now() + std::min<std::chrono::nanoseconds>(first_wait, 5ms));
}

TEST_CASE("The first error of a run is kept") {
  Steps steps(PlanBuilder().stage("from", {}, numbers(1)).stage("into", {.inputs = {"from"}}, drops()).plan());
  steps.engine.fail(std::make_exception_ptr(std::runtime_error("first")));
  steps.engine.fail(std::make_exception_ptr(std::runtime_error("second")));
  CHECK_THROWS_WITH(std::rethrow_exception(steps.engine.error()), "first");
}

}  // namespace weir::testing
