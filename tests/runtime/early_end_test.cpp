// Stages that have had enough, and what ends with them.

#include <latch>
#include <mutex>
#include <thread>

#include <weir/pipeline.hpp>

#include "catch.hpp"
#include "early_end.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;

namespace {

// A device that is silent: it waits for its first item for ever, or until it is told not to.
class Silent final : public Source<int> {
 public:
  explicit Silent(std::latch& begun) : begun_(begun) {}
  Next produce(Output<int>&) override {
    begun_.count_down();
    while (!stopping()) std::this_thread::yield();
    return Next::again;
  }

 private:
  std::latch& begun_;
};

// Counts up from each item without an end.
class CountsUp final : public Expander<int, int> {
 public:
  explicit CountsUp(int enough_at = -1) : enough_at_(enough_at) {}
  void open(int&& item) override { next_ = item; }
  Next produce(Output<int>& out) override {
    while (!out.full()) {
      if (next_ == enough_at_) {
        enough();
        return Next::again;
      }
      out.push(next_++);
    }
    return Next::again;
  }

 private:
  const int enough_at_;
  int next_ = 0;
};

}  // namespace

TEST_CASE("Ten items of a source without an end end the run, which has finished, and memory stays bounded") {
  const std::size_t workers = GENERATE(1, 2, 8);
  const std::size_t batch = GENERATE(1, 3, 64);
  Got got;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("numbers", {}, numbers())
                        .stage("take", {.inputs = {"numbers"}, .batch_size = batch}, take(10))
                        .stage("keep", {.inputs = {"take"}, .batch_size = batch}, keeps(got))
                        .plan());
  const RunReport report = pipeline.run();
  CHECK(report.finished);
  CHECK_FALSE(report.cut_short);
  CHECK(got.items == first(10));
  CHECK(got.ended == "whole");
  CHECK(report.stages[0].had_enough);
  CHECK(report.stages[1].had_enough);
  CHECK_FALSE(report.stages[2].had_enough);
  CHECK(came(report.stages[1]) == report.stages[0].items_out);
  CHECK(report.stages[1].counters.at("calls after enough") == 0);
  CHECK(report.peak_batches <= pipeline.plan().bound().batches);
}

TEST_CASE("A sink that has had enough ends all that only it reads") {
  int sum = 0, finished = 0;
  class Three final : public Sink<int> {
   public:
    Three(int& sum, int& finished) : sum_(sum), finished_(finished) {}
    void consume(std::span<int> items) override {
      for (const int item : items.first(1)) sum_ += item + 1;
      if (++calls_ == 3) enough();
    }
    void finish() override { ++finished_; }

   private:
    int& sum_;
    int& finished_;
    int calls_ = 0;
  };
  PlanBuilder builder;
  builder.stage("numbers", {}, numbers()).stage("pass", {.inputs = {"numbers"}, .replicas = 3, .ordered = true}, pass());
  builder.stage("three", {.inputs = {"pass"}}, [&] { return std::make_unique<Three>(sum, finished); });
  const RunReport report = Pipeline(builder.plan()).run();
  CHECK(report.finished);
  CHECK(sum == 6);
  CHECK(finished == 1);
  CHECK(report.stages[1].had_enough);
  CHECK(came(report.stages[2]) == report.stages[1].items_out);
}

TEST_CASE("A stage that wants nothing at all ends a source that waits in its call") {
  Got got;
  std::latch begun(1);
  const RunReport report = Pipeline(PlanBuilder()
                                        .stage("silent", {}, [&] { return std::make_unique<Silent>(begun); })
                                        .stage("take", {.inputs = {"silent"}}, take(0))
                                        .stage("keep", {.inputs = {"take"}}, keeps(got))
                                        .plan())
                               .run();
  CHECK(report.finished);
  CHECK(got.items.empty());
  CHECK(got.ended == "whole");
}

TEST_CASE("A source that waits in its call is told when its last reader has had enough") {
  Got got;
  std::latch begun(1);
  const auto after_begun = change([&](std::span<int> items, Output<int>& out) {
    begun.wait();
    for (const int item : items) out.push(item);
  });
  const RunReport report = Pipeline(PlanBuilder(3)
                                        .stage("silent", {}, [&] { return std::make_unique<Silent>(begun); })
                                        .stage("numbers", {}, numbers())
                                        .stage("wait", {.inputs = {"numbers"}}, after_begun)
                                        .stage("take", {.inputs = {"silent", "wait"}}, take(10))
                                        .stage("keep", {.inputs = {"take"}}, keeps(got))
                                        .plan())
                               .run();
  CHECK(report.finished);
  CHECK_FALSE(report.cut_short);
  CHECK(got.items == first(10));
  CHECK(got.ended == "whole");
}

TEST_CASE("An expander ends in the middle of an item, when it or its reader has had enough") {
  const int enough_at = GENERATE(-1, 25);
  Got got;
  PlanBuilder builder;
  builder.stage("numbers", {}, numbers(3));
  builder.stage("count", {.inputs = {"numbers"}, .batch_size = 2}, [&] { return std::make_unique<CountsUp>(enough_at); });
  if (enough_at < 0) builder.stage("take", {.inputs = {"count"}, .batch_size = 4}, take(25));
  builder.stage("keep", {.inputs = {enough_at < 0 ? "take" : "count"}, .batch_size = 4}, keeps(got));
  const RunReport report = Pipeline(builder.plan()).run();
  CHECK(report.finished);
  CHECK_FALSE(report.cut_short);
  CHECK(got.items == first(25));
  CHECK(got.ended == "whole");
}

TEST_CASE("One replica that has had enough ends the input of all") {
  std::mutex mutex;
  int items = 0, finishes = 0;
  class Any final : public Sink<int> {
   public:
    Any(std::mutex& mutex, int& items, int& finishes) : mutex_(mutex), items_(items), finishes_(finishes) {}
    void consume(std::span<int> some) override {
      const std::lock_guard lock(mutex_);
      items_ += static_cast<int>(some.size());
      if (items_ >= 100) enough();
    }
    void finish() override {
      const std::lock_guard lock(mutex_);
      ++finishes_;
    }

   private:
    std::mutex& mutex_;
    int& items_;
    int& finishes_;
  };
  const RunReport report =
      Pipeline(PlanBuilder(4)
                   .stage("numbers", {}, numbers())
                   .stage("any", {.inputs = {"numbers"}, .replicas = 4}, [&] { return std::make_unique<Any>(mutex, items, finishes); })
                   .plan())
          .run();
  CHECK(report.finished);
  CHECK(items >= 100);
  CHECK(report.stages[1].items_in == static_cast<std::uint64_t>(items));
  CHECK(finishes == 4);
}

TEST_CASE("The progress of a run that ended early is complete") {
  class Long final : public Source<int> {
   public:
    Next produce(Output<int>& out) override {
      while (!out.full()) out.push(made_++);
      return Next::again;
    }
    [[nodiscard]] std::optional<double> progress() const override { return made_ / 1e9; }

   private:
    int made_ = 0;
  };
  Got got;
  const RunReport report = Pipeline(PlanBuilder()
                                        .stage("long", {}, [] { return std::make_unique<Long>(); })
                                        .stage("take", {.inputs = {"long"}}, take(10))
                                        .stage("keep", {.inputs = {"take"}}, keeps(got))
                                        .plan())
                               .run();
  CHECK(report.progress == 1);
}
