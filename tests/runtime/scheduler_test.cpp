// The scheduler step by step, in simulated time and on one thread: a call takes as long as the test says, and other threads come when it
// lets them.

#include "runtime/scheduler.hpp"

#include <utility>

#include "scheduler_run.hpp"

namespace weir::testing {

using namespace std::chrono_literals;
using runtime::Nanoseconds;
using simulation::NestedThreads;

namespace {

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

/// Has nothing to give, however often it is asked, and then ends. Notes that it is asked.
class Silent final : public Source<int> {
 public:
  Silent(std::string& order, int times) : order_(order), left_(times) {}
  Next produce(Output<int>&) override {
    order_ += '.';
    return --left_ > 0 ? Next::again : Next::done;
  }

 private:
  std::string& order_;
  int left_;
};

}  // namespace

TEST_CASE("Work worth less than handing it on stays on the thread that enabled it") {
  Alike run(8, 1us);
  std::size_t requests = 0;
  run.during_call = [&] { requests += run.steady() ? run.lent.requests : 0; };
  run.all();
  CHECK(requests == 0);
}

TEST_CASE("For work worth more another thread is requested before the call in which it waits") {
  Alike run(2, 10us, 1);
  std::size_t calls = 0;
  std::size_t with_requests = 0;
  run.during_call = [&] {
    if (!run.steady() || run.lent.all_work() || run.lent.kept() == 0) return;
    ++calls;
    with_requests += run.lent.requests;
    run.lent.lend();
    CHECK(run.lent.kept() == 0);
  };
  run.all();
  CHECK(calls > 100);
  CHECK(with_requests == calls);
}

TEST_CASE("All that a thread keeps may be taken during a call that is expected to be long, even work worth little") {
  Nanoseconds cost{0};
  std::size_t expensive = 0;
  std::size_t cheap = 0;
  const auto call = [&cost](std::size_t& calls, Nanoseconds of_one) {
    return each([&calls, &cost, of_one](std::span<int>) {
      ++calls;
      cost += of_one;
    });
  };
  const Plan plan = PlanBuilder(2)
                        .stage("numbers", {}, counts(1'000))
                        .stage("expensive", {.inputs = {"numbers"}}, call(expensive, 10us))
                        .stage("cheap", {.inputs = {"numbers"}}, call(cheap, 1us))
                        .plan();
  NestedThreads lent(plan, 2);
  runtime::Engine engine(plan, lent);
  std::size_t calls = 0;
  lent.in_call = [&] {
    const bool is_expensive = cost >= 10us;
    lent.time.advance(std::exchange(cost, 0ns));
    if (!is_expensive || expensive < 500 || expensive <= cheap || lent.all_work()) return;
    ++calls;
    CHECK(lent.lend());
    CHECK(cheap >= expensive);
  };
  lent.start(engine);
  while (lent.lend()) continue;
  CHECK(engine.done());
  CHECK(calls > 10);
}

TEST_CASE("No more threads are requested than work at once") {
  Alike run(3, 10us);
  run.during_call = [&] { CHECK(run.lent.requests + run.lent.working <= 3); };
  run.all();
}

TEST_CASE("One thread keeps everything, and nobody looks after it") {
  Alike run(1, 10us);
  run.during_call = [&] {
    CHECK(run.lent.requests == 0);
    CHECK(!run.lent.watched);
  };
  run.all();
}

TEST_CASE("A thread returns to its lender from time to time, and what it keeps goes on on the next one") {
  Alike run(1, 10us);
  std::size_t requests = 0;
  run.lent.start(run.engine);
  while (run.lent.lend()) ++requests;
  CHECK(run.engine.done());
  CHECK(requests > 2);  // 20 ms of work, no more than 5 ms at a time
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

TEST_CASE("A source that has nothing to give takes turns, too") {
  std::string order;
  const Plan plan = PlanBuilder(1)
                        .stage("silent", {}, [&] { return std::make_unique<Silent>(order, 10'000); })
                        .stage("S", {.inputs = {"silent"}}, notes(order, 's'))
                        .stage("a", {}, counts(100))
                        .stage("A", {.inputs = {"a"}}, notes(order, 'a'))
                        .plan();
  NestedThreads lent(plan, 1);
  runtime::Engine engine(plan, lent);
  lent.start(engine);
  while (lent.lend()) continue;
  REQUIRE(order.size() == 10'100);
  CHECK(order.rfind('a') < 500);
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
  Alike run(1, 1us);
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
