// What a report says of a run that has just begun, and of one that fails.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

class ThreeAtATime final : public Source<int> {
 public:
  explicit ThreeAtATime(int count) : count_(count) {}
  Next produce(Output<int>& out) override {
    for (; next_ < count_ && !out.full(); ++next_) out.push(next_);
    return next_ < count_ ? Next::again : Next::done;
  }

 private:
  const int count_;
  int next_ = 0;
};

/// Passes on what comes, up to a number; `counters` may throw.
class Passes final : public Transform<int, int> {
 public:
  Passes(int below, bool counts) : below_(below), counts_(counts) {}
  void process(std::span<int> items, Output<int>& out) override {
    for (const int item : items) {
      if (item >= below_) throw std::runtime_error("too large");
      out.push(item);
    }
  }
  void counters(Counters& counters) const override {
    counters.add("passed", 1);
    if (!counts_) throw std::runtime_error("no counters");
  }

 private:
  const int below_;
  const bool counts_;
};

struct Told {
  RunReport report;
  std::string thrown;
  std::string last_event;
};

Told run_passes(int below, bool first_counts) {
  Told told;
  Pipeline pipeline("passes", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [] { return std::make_unique<ThreeAtATime>(9); });
  const auto once = pipeline.transform(numbers, "first", [=] { return std::make_unique<Passes>(below, first_counts); }, {.batch_size = 3});
  const auto twice = pipeline.transform(once, "second", [] { return std::make_unique<Passes>(100, true); }, {.batch_size = 3});
  pipeline.sink(twice, "drop", [](int) {});
  Run run = pipeline.start({.event = [&](const Event& event) { told.last_event = event.text; }});
  try {
    run.wait();
  } catch (const StageError& error) {
    told.thrown = error.what();
  }
  told.report = run.report();
  return told;
}

}  // namespace

TEST_CASE("Counters that throw fail a run that nothing else has failed, and cost no more than themselves") {
  const Told told = run_passes(100, false);
  CHECK(told.thrown == "stage 'first', replica 0: no counters");
  CHECK(told.last_event == "passes: failed: stage 'first', replica 0: no counters");
  REQUIRE(told.report.stages.size() == 4);
  CHECK(told.report.finished);
  CHECK(told.report.items == 9);
  CHECK(told.report.stages[1].counters.empty());
  CHECK(told.report.stages[1].missing == std::vector<std::string>{"its counters are missing: no counters"});
  CHECK(told.report.stages[2].counters.at("passed") == 1);
}

TEST_CASE("Counters that throw do not hide what a stage threw before") {
  const Told told = run_passes(5, false);
  CHECK(told.thrown == "stage 'first', replica 0: too large");
  CHECK(told.last_event == "passes: failed: stage 'first', replica 0: too large");
  REQUIRE(told.report.stages.size() == 4);
  CHECK_FALSE(told.report.finished);
  CHECK(told.report.stages[1].missing == std::vector<std::string>{"its counters are missing: no counters"});
  CHECK(told.report.stages[2].counters.at("passed") == 1);
}

TEST_CASE("What a call takes and what it makes are counted alike, also when it throws") {
  const Told told = run_passes(5, true);
  CHECK(told.report.stages[1].items_in == 3);
  CHECK(told.report.stages[1].items_out == 3);
  CHECK(told.report.stages[1].batches_in == 1);
}

namespace {

/// Makes one item of each; at a number it throws, or the run is stopped.
class OneOfEach final : public Expander<int, int> {
 public:
  OneOfEach(int end, std::function<void()> at_end) : end_(end), at_end_(std::move(at_end)) {}
  void open(int&& item) override { item_ = item; }
  Next produce(Output<int>& out) override {
    if (item_ == end_) at_end_();
    out.push(item_);
    return Next::done;
  }

 private:
  const int end_;
  const std::function<void()> at_end_;
  int item_ = 0;
};

// Of a run that ends in the middle of a batch, where there is never room for a whole one behind it.
RunReport ended_at(int end, const std::function<void(Run&)>& at_end) {
  std::atomic<Run*> started = nullptr;
  Pipeline pipeline("one_of_each", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [] { return std::make_unique<ThreeAtATime>(100); });
  const auto one = [&] {
    return std::make_unique<OneOfEach>(end, [&] {
      while (started == nullptr) std::this_thread::sleep_for(1ms);
      at_end(*started);
    });
  };
  const auto made = pipeline.expander(numbers, "one", one, {.batch_size = 10});
  pipeline.sink(made, "drop", [](int) {}, {.batch_size = 1, .queue_depth = 1});
  Run run = pipeline.start();
  started = &run;
  try {
    run.wait();
  } catch (const StageError&) {
    // as it was to be
  }
  return run.report();
}

}  // namespace

TEST_CASE("The items of an expander's batch that have been worked on count as taken, however the run ends") {
  for (const int end : {5, 23, 47}) {
    const auto check = [](const RunReport& report) {
      CHECK(report.stages[1].items_in == report.stages[1].items_out);
      CHECK(report.stages[1].items_in > 0);
      CHECK(report.balance.wrong.empty());
    };
    check(ended_at(end, [](Run&) { throw std::runtime_error("no more"); }));
    check(ended_at(end, [](Run& run) { run.stop(); }));
  }
}

namespace {

class SlowToMake final : public Source<int> {
 public:
  explicit SlowToMake(const std::atomic<bool>& may_throw) {
    while (!may_throw) std::this_thread::sleep_for(1ms);
    throw std::runtime_error("no device");
  }
  Next produce(Output<int>&) override { return Next::done; }
};

void check_is_planned(const RunReport& report) {
  CHECK(report.pipeline == "slow");
  CHECK(report.workers == 2);
  REQUIRE(report.stages.size() == 2);
  CHECK(report.stages[0].name == "device");
  CHECK(report.stages[1].name == "drop");
  CHECK(report.stages[1].replicas == 3);
  CHECK(report.stages[1].queue_depth == 5);
  CHECK(report.stages[1].items_in == 0);
  CHECK_FALSE(report.finished);
}

}  // namespace

TEST_CASE("A report has the stages of the plan before they are made, and when one cannot be made") {
  std::atomic<bool> may_throw = false;
  Pipeline pipeline("slow", {.workers = 2});
  const auto items = pipeline.source("device", [&] { return std::make_unique<SlowToMake>(may_throw); });
  pipeline.sink(items, "drop", [](int) {}, {.replicas = 3, .queue_depth = 5});
  Run run = pipeline.start();
  const RunReport at_first = run.report();
  may_throw = true;
  CHECK_THROWS_WITH(run.wait(), "stage 'device', replica 0: no device");
  check_is_planned(at_first);
  check_is_planned(run.report());
}
