// Exceptions from every call of a stage: the caller gets one StageError, everything else ends, nothing leaks.

#include <weir/pipeline.hpp>

#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;

namespace {

enum class Place { none, constructor, produce, process, finish, open, expand, expander_finish, consume, sink_finish, counters };

struct Thrower {
  Place place = Place::none;
  bool standard = true;
  int live = 0;  // instances

  void maybe(Place here) const {
    if (here != place) return;
    if (standard) throw std::runtime_error("the cause");
    throw 7;
  }
};

class Instance {
 public:
  explicit Instance(Thrower& thrower) : thrower_(thrower) { ++thrower.live; }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance() { --thrower_.live; }

 protected:
  Thrower& thrower_;
};

class UpTo1000 final : public Source<int>, Instance {
 public:
  using Instance::Instance;
  Next produce(Output<int>& out) override {
    thrower_.maybe(Place::produce);
    out.push(next_);
    return ++next_ < 1000 ? Next::again : Next::done;
  }

 private:
  int next_ = 0;
};

class Pass final : public Transform<int, int>, Instance {
 public:
  explicit Pass(Thrower& thrower) : Instance(thrower) { thrower.maybe(Place::constructor); }
  void process(std::span<int> items, Output<int>& out) override {
    thrower_.maybe(Place::process);
    for (const int item : items) out.push(item);
  }
  void finish(Output<int>&) override { thrower_.maybe(Place::finish); }
};

class Repeat final : public Expander<int, int>, Instance {
 public:
  using Instance::Instance;
  void open(int&&) override { thrower_.maybe(Place::open); }
  Next produce(Output<int>& out) override {
    thrower_.maybe(Place::expand);
    out.push(1);
    return Next::done;
  }
  void finish(Output<int>&) override { thrower_.maybe(Place::expander_finish); }
};

class Into final : public Sink<int>, Instance {
 public:
  using Instance::Instance;
  void consume(std::span<int>) override { thrower_.maybe(Place::consume); }
  void finish() override { thrower_.maybe(Place::sink_finish); }
  void counters(Counters&) const override { thrower_.maybe(Place::counters); }
};

Plan plan_with(Thrower& thrower) {
  return PlanBuilder(2)
      .stage("from", {}, [&] { return std::make_unique<UpTo1000>(thrower); })
      .stage("pass", {.inputs = {"from"}, .replicas = 3}, [&] { return std::make_unique<Pass>(thrower); })
      .stage("repeat", {.inputs = {"pass"}, .replicas = 2}, [&] { return std::make_unique<Repeat>(thrower); })
      .stage("into", {.inputs = {"repeat"}}, [&] { return std::make_unique<Into>(thrower); })
      .plan();
}

}  // namespace

TEST_CASE("An exception in any call of a stage reaches the caller as one StageError with its cause") {
  const auto [place, stage] = GENERATE(table<Place, std::string>({{Place::constructor, "pass"},
                                                                  {Place::produce, "from"},
                                                                  {Place::process, "pass"},
                                                                  {Place::finish, "pass"},
                                                                  {Place::open, "repeat"},
                                                                  {Place::expand, "repeat"},
                                                                  {Place::expander_finish, "repeat"},
                                                                  {Place::consume, "into"},
                                                                  {Place::sink_finish, "into"},
                                                                  {Place::counters, "into"}}));
  const bool standard = GENERATE(true, false);
  INFO("in stage " << stage << ", place " << static_cast<int>(place));
  Thrower thrower{place, standard};
  Pipeline pipeline(plan_with(thrower));
  try {
    pipeline.run();
    FAIL("no exception came");
  } catch (const StageError& error) {
    CHECK(error.stage() == stage);
    CHECK(error.replica() < 3);
    if (standard) {
      CHECK_THROWS_WITH(std::rethrow_exception(error.cause()), "the cause");
      CHECK_THAT(error.what(), Catch::Matchers::Contains("stage '" + stage + "'") && Catch::Matchers::Contains("the cause"));
    } else {
      CHECK_THROWS_AS(std::rethrow_exception(error.cause()), int);
    }
  }
  CHECK(thrower.live == 0);
}

TEST_CASE("A pipeline whose run failed may run again") {
  Thrower thrower{Place::consume, true};
  Pipeline pipeline(plan_with(thrower));
  CHECK_THROWS_AS(pipeline.run(), StageError);
  thrower.place = Place::none;
  const RunReport report = pipeline.run();
  CHECK(report.finished);
  CHECK(report.items == 1000);
}

TEST_CASE("The same failure comes out of a run that was started") {
  Thrower thrower{Place::process, true};
  Pipeline pipeline(plan_with(thrower));
  Run run = pipeline.start();
  CHECK_THROWS_AS(run.wait(), StageError);
  CHECK_THROWS_AS(run.wait(), StageError);
  CHECK_FALSE(run.report().finished);
}

namespace {

/// An item whose copy throws: what fan-out does outside the stage's control.
struct Brittle {
  Brittle() = default;
  Brittle(const Brittle&) { throw std::runtime_error("copy failed"); }
  Brittle(Brittle&&) = default;
  Brittle& operator=(const Brittle&) = default;
  Brittle& operator=(Brittle&&) = default;
};

class Brittles final : public Source<Brittle> {
 public:
  Next produce(Output<Brittle>& out) override {
    out.push(Brittle());
    return Next::again;
  }
};

class Drop final : public Sink<Brittle> {
 public:
  void consume(std::span<Brittle>) override {}
};

}  // namespace

TEST_CASE("An item whose copy throws ends the run as its producer's error") {
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, [] { return std::make_unique<Brittles>(); })
                        .stage("one", {.inputs = {"from"}}, [] { return std::make_unique<Drop>(); })
                        .stage("two", {.inputs = {"from"}}, [] { return std::make_unique<Drop>(); })
                        .plan());
  try {
    pipeline.run();
    FAIL("no exception came");
  } catch (const StageError& error) {
    CHECK(error.stage() == "from");
  }
}
