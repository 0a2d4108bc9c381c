// The scheduler step by step, in simulated time and on one thread: a call takes as long as the test says, and other threads come when it
// lets them.

#include "runtime/scheduler.hpp"

#include <system_error>

#include "arrivals.hpp"
#include "catch.hpp"
#include "plan_builder.hpp"
#include "simulation/nested_threads.hpp"

namespace weir::testing {

using namespace std::chrono_literals;
using runtime::Nanoseconds;
using simulation::NestedThreads;

namespace {

/// Numbers up to a count, one a call.
class Counts final : public Source<int> {
 public:
  explicit Counts(int count) : count_(count) {}
  Next produce(Output<int>& out) override {
    out.push(next_);
    return ++next_ < count_ ? Next::again : Next::done;
  }

 private:
  int count_;
  int next_ = 0;
};

/// Makes many of one, one a call.
class Trickles final : public Expander<int, int> {
 public:
  explicit Trickles(int count) : count_(count) {}
  void open(int&&) override { left_ = count_; }
  Next produce(Output<int>& out) override {
    out.push(left_);
    return --left_ > 0 ? Next::again : Next::done;
  }

 private:
  int count_;
  int left_ = 0;
};

/// Notes the order in which its replicas, of whatever stage, are called.
class Notes final : public Sink<int> {
 public:
  Notes(std::string& order, char name) : order_(order), name_(name) {}
  void consume(std::span<int>) override { order_ += name_; }

 private:
  std::string& order_;
  char name_;
};

auto counts(int count) {
  return [=] { return std::make_unique<Counts>(count); };
}
auto notes(std::string& order, char name) {
  return [&order, name] { return std::make_unique<Notes>(order, name); };
}

/// A source and a sink of two replicas, whose calls all cost the same.
struct Cheap {
  Cheap(std::size_t threads, Nanoseconds its_cost, int count = 1'000)
      : cost(its_cost),
        plan(PlanBuilder(threads)
                 .stage("numbers", {}, counts(count))
                 .stage("sink", {.inputs = {"numbers"}, .replicas = 2, .queue_depth = 2}, notes(order, 's'))
                 .plan()),
        lent(plan, threads),
        engine(plan, lent) {
    lent.in_call = [this] {
      lent.time.advance(cost);
      if (during_call) during_call();
    };
  }

  void all() {
    lent.start(engine);
    while (lent.lend()) continue;
    REQUIRE(engine.done());
    CHECK(order.size() == engine.report(false).stages[1].items_in);
  }

  Nanoseconds cost;
  std::string order;
  const Plan plan;
  NestedThreads lent;
  runtime::Engine engine;
  std::function<void()> during_call;
};

}  // namespace

TEST_CASE("Work worth less than handing it on stays on the thread that enabled it") {
  Cheap run(8, 1us);
  std::size_t most_requests = 0;
  run.during_call = [&] {
    if (run.order.size() > 300) most_requests = std::max(most_requests, run.lent.requests);
    if (run.order.size() == 300) run.lent.requests = 0;  // made at first
  };
  run.all();
  CHECK(most_requests <= 2);  // for the end of each replica, of which nobody knows what it costs
}

TEST_CASE("For work worth more another thread is requested before the call in which it waits") {
  Cheap run(8, 10us);
  std::size_t calls = 0;
  std::size_t with_requests = 0;
  run.during_call = [&] {
    ++calls;
    with_requests += run.lent.requests > 0 || run.lent.kept() == 0 ? 1 : 0;
  };
  run.all();
  CHECK(calls > 1'000);
  CHECK(with_requests == calls);
}

TEST_CASE("No more threads are requested than work at once") {
  Cheap run(3, 10us);
  run.during_call = [&] { CHECK(run.lent.requests + run.lent.working <= 3); };
  run.all();
}

TEST_CASE("One thread keeps everything, and nobody looks after it") {
  Cheap run(1, 10us);
  run.during_call = [&] {
    CHECK(run.lent.requests == 0);
    CHECK(!run.lent.watched);
  };
  run.all();
}

TEST_CASE("What a thread keeps during a call that turns out long is offered at the second look") {
  Cheap run(2, 1us);
  bool seen = false;
  run.during_call = [&] {
    if (run.order.size() < 500 || seen || run.lent.kept() == 0) return;
    seen = true;
    run.lent.look();
    run.lent.look();
    CHECK(run.lent.requests == 1);
    const std::size_t before = run.order.size();
    run.lent.lend();
    CHECK(run.order.size() > before);
  };
  run.all();
  CHECK(seen);
}

TEST_CASE("When calls turn out long, replicas that are free take what one has in hand") {
  // Cheap items first, so that one replica takes many batches at once; then a long call, in which two looks are taken.
  std::string order;
  const Plan plan = PlanBuilder(4)
                        .stage("numbers", {}, counts(20'000))
                        .stage("sink", {.inputs = {"numbers"}, .replicas = 4, .queue_depth = 256}, notes(order, 's'))
                        .plan();
  NestedThreads lent(plan, 4);
  runtime::Engine engine(plan, lent);
  std::size_t most_at_once = 0;
  lent.in_call = [&] {
    const bool is_long = order.size() > 19'000;
    lent.time.advance(is_long ? Nanoseconds(50ms) : Nanoseconds(10));
    if (!is_long) return;
    for (int look = 0; look < 5; ++look) lent.look();  // less and less often, until the call is out of the ordinary
    most_at_once = std::max(most_at_once, lent.working);
    lent.lend();
  };
  lent.start(engine);
  while (lent.lend()) continue;
  CHECK(engine.done());
  CHECK(order.size() == 20'000);
  CHECK(most_at_once == 4);
}

TEST_CASE("A thread returns to its lender from time to time, and what it keeps goes on on the next one") {
  Cheap run(1, 10us);
  std::size_t requests = 0;
  run.lent.start(run.engine);
  while (run.lent.lend()) ++requests;
  CHECK(run.engine.done());
  CHECK(requests > 2);  // 20 ms of work, no more than 5 ms at a time
}

TEST_CASE("Looks become rare while nothing is found, and end when nothing is kept") {
  Cheap run(2, 1us);
  run.all();
  CHECK(run.lent.watched);
  run.lent.look();  // the last calls have been since the look before
  run.lent.look();
  CHECK(!run.lent.watched);
}

TEST_CASE("Where nobody can look after what is kept, all of it is offered") {
  Cheap run(2, 1us);
  run.lent.before_watch = [] { throw std::system_error(EAGAIN, std::generic_category()); };
  std::size_t unoffered = 0;
  run.during_call = [&] {
    if (run.order.size() > 300 && run.lent.kept() > 0 && run.lent.requests == 0) ++unoffered;
  };
  run.all();
  CHECK(unoffered == 0);
}

TEST_CASE("Sources take turns") {
  std::string order;
  const Plan plan = PlanBuilder(1)
                        .stage("a", {}, counts(50))
                        .stage("b", {}, counts(50))
                        .stage("A", {.inputs = {"a"}}, notes(order, 'a'))
                        .stage("B", {.inputs = {"b"}}, notes(order, 'b'))
                        .plan();
  NestedThreads lent(plan, 1);
  runtime::Engine engine(plan, lent);
  lent.start(engine);
  while (lent.lend()) continue;
  REQUIRE(order.size() == 100);
  CHECK(order.find("aaaaaaaaa") == std::string::npos);
  CHECK(order.find("bbbbbbbbb") == std::string::npos);
}

TEST_CASE("An expander that goes on for long takes turns with the sources") {
  std::string order;
  const Plan plan = PlanBuilder(1)
                        .stage("one", {}, counts(1))
                        .stage("trickles", {.inputs = {"one"}}, [] { return std::make_unique<Trickles>(10'000); })
                        .stage("X", {.inputs = {"trickles"}}, notes(order, 'x'))
                        .stage("a", {}, counts(100))
                        .stage("A", {.inputs = {"a"}}, notes(order, 'a'))
                        .plan();
  NestedThreads lent(plan, 1);
  lent.in_call = [&] { lent.time.advance(1ms); };
  runtime::Engine engine(plan, lent);
  lent.start(engine);
  while (lent.lend()) continue;
  REQUIRE(order.size() == 10'100);
  CHECK(order.rfind('a') < 500);
}

TEST_CASE("What comes from outside is taken at a thread's next turn") {
  Cheap run(1, 1us);
  std::size_t turns_until_taken = 0;
  bool drained = false;
  run.during_call = [&] {
    if (run.order.size() == 100 && !drained) {
      drained = true;
      run.lent.event([&](runtime::Works& works) { run.engine.drain(works); });
    }
    if (drained) ++turns_until_taken;
  };
  run.lent.start(run.engine);
  while (run.lent.lend()) continue;
  CHECK(run.engine.done());
  CHECK(turns_until_taken < 20);
}

}  // namespace weir::testing
