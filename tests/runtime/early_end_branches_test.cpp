// Stages that have had enough beside stages that have not.

#include <latch>

#include <weir/pipeline.hpp>

#include "catch.hpp"
#include "early_end.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;

TEST_CASE("In a diamond only the branch that has had enough dries up") {
  const std::size_t workers = GENERATE(1, 2, 8);
  Got few, all;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("numbers", {}, numbers(10'000))
                        .stage("pass", {.inputs = {"numbers"}, .batch_size = 7, .queue_depth = 1}, pass())
                        .stage("take", {.inputs = {"pass"}, .batch_size = 5, .queue_depth = 1}, take(10))
                        .stage("few", {.inputs = {"take"}}, keeps(few))
                        .stage("all", {.inputs = {"numbers"}, .batch_size = 3, .queue_depth = 2}, keeps(all))
                        .plan());
  const RunReport report = pipeline.run();
  CHECK(report.finished);
  CHECK(few.items == first(10));
  CHECK(all.items == first(10'000));
  CHECK(few.ended == "whole");
  CHECK(all.ended == "whole");
  CHECK(report.stages[1].had_enough);
  CHECK_FALSE(report.stages[0].had_enough);
  CHECK_FALSE(report.stages[4].had_enough);
  CHECK(report.stages[0].items_out == 10'000);
  CHECK(came(report.stages[1]) == 10'000);
  CHECK(report.peak_batches <= pipeline.plan().bound().batches);
}

TEST_CASE("A source without an end ends when all of its branches have had enough") {
  Got few, more;
  const RunReport report = Pipeline(PlanBuilder()
                                        .stage("numbers", {}, numbers())
                                        .stage("few", {.inputs = {"numbers"}}, take(5))
                                        .stage("more", {.inputs = {"numbers"}}, take(500))
                                        .stage("keep few", {.inputs = {"few"}}, keeps(few))
                                        .stage("keep more", {.inputs = {"more"}}, keeps(more))
                                        .plan())
                               .run();
  CHECK(report.finished);
  CHECK(few.items == first(5));
  CHECK(more.items == first(500));
}

TEST_CASE("A stage with several inputs that has had enough ends them all, and their other readers get everything") {
  Got taken, all;
  const RunReport report = Pipeline(PlanBuilder()
                                        .stage("endless", {}, numbers())
                                        .stage("few", {}, numbers(2'000))
                                        .stage("take", {.inputs = {"endless", "few"}}, take(20))
                                        .stage("taken", {.inputs = {"take"}}, keeps(taken))
                                        .stage("all", {.inputs = {"few"}}, keeps(all))
                                        .plan())
                               .run();
  CHECK(report.finished);
  CHECK(taken.items.size() == 20);
  CHECK(all.items == first(2'000));
}

TEST_CASE("A branch that has had enough and is full does not hold up the other") {
  // The first item makes more than there is room for, and is enough; nobody takes what it makes until the other branch has everything.
  class Burst final : public Transform<int, int> {
   public:
    void process(std::span<int>, Output<int>& out) override {
      for (int i = 0; i < 100; ++i) out.push(i);
      enough();
    }
  };
  Got all, burst;
  std::latch finished(1);
  PlanBuilder builder(3);
  builder.stage("numbers", {}, numbers(1'000)).stage("burst", {.inputs = {"numbers"}}, [] { return std::make_unique<Burst>(); });
  const auto waits = [&](std::span<int> items) {
    finished.wait();
    burst.items.insert(burst.items.end(), items.begin(), items.end());
  };
  builder.stage("slow", {.inputs = {"burst"}}, each(waits));
  builder.stage("all", {.inputs = {"numbers"}},
                each([&](std::span<int> items) { all.items.push_back(items.front()); }, [&] { finished.count_down(); }));
  CHECK(Pipeline(builder.plan()).run().finished);
  CHECK(all.items == first(1'000));
  CHECK(burst.items == first(100));
}

TEST_CASE("A drain cuts nothing short for those that have had enough") {
  Got few, rest;
  std::latch taken(1);
  class Tells final : public Sink<int> {
   public:
    Tells(Got& got, std::latch& taken) : got_(got), taken_(taken) {}
    void consume(std::span<int> items) override { got_.items.insert(got_.items.end(), items.begin(), items.end()); }
    void finish() override {
      got_.ended = "whole";
      taken_.count_down();
    }
    void finish_partial() override { got_.ended = "partial"; }

   private:
    Got& got_;
    std::latch& taken_;
  };
  Pipeline pipeline(PlanBuilder()
                        .stage("numbers", {}, numbers())
                        .stage("take", {.inputs = {"numbers"}}, take(10))
                        .stage("few", {.inputs = {"take"}}, [&] { return std::make_unique<Tells>(few, taken); })
                        .stage("rest", {.inputs = {"numbers"}}, keeps(rest))
                        .plan());
  Run run = pipeline.start();
  taken.wait();
  run.drain();
  const RunReport report = run.wait();
  CHECK(report.cut_short);
  CHECK(few.items == first(10));
  CHECK(few.ended == "whole");
  CHECK(rest.ended == "partial");
}
