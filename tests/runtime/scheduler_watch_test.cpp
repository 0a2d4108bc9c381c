// What the scheduler does about calls that turn out long, step by step as in scheduler_test.cpp: a look is taken when a test says so.

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "scheduler_run.hpp"

namespace weir::testing {

using namespace std::chrono_literals;
using runtime::Nanoseconds;
using simulation::NestedThreads;

TEST_CASE("What a thread keeps during a call that turns out long is offered at the second look") {
  Alike run(2, 1us);
  bool seen = false;
  run.during_call = [&] {
    if (!run.steady() || seen || run.lent.kept() == 0) return;
    seen = true;
    run.lent.look();
    CHECK(run.lent.requests == 0);
    run.lent.look();
    CHECK(run.lent.requests == 1);
    const std::size_t before = run.order.size();
    run.lent.lend();
    CHECK(run.order.size() > before);
  };
  run.all();
  CHECK(seen);
}

TEST_CASE("After a call that turned out long, what its thread keeps is its own again") {
  Alike run(2, 1us);
  bool offered = false;
  bool seen = false;
  run.during_call = [&] {
    if (!run.steady() || seen || run.lent.kept() == 0) return;
    if (!std::exchange(offered, true)) {
      run.lent.look();
      run.lent.look();
      return;
    }
    seen = true;
    const std::size_t kept = run.lent.kept();
    CHECK(run.lent.lend());  // it comes too late
    CHECK(run.lent.kept() == kept);
  };
  run.all();
  CHECK(seen);
}

TEST_CASE("What a thread keeps that goes from call to call is not offered, however often it is looked after") {
  Alike run(2, 1us);
  std::size_t looks = 0;
  std::size_t requests = 0;
  run.during_call = [&] {
    if (!run.steady()) return;
    looks += run.lent.kept() > 0 ? 1 : 0;
    run.lent.look();
    requests += run.lent.requests;
  };
  run.all();
  CHECK(looks > 100);
  CHECK(requests == 0);
}

TEST_CASE("When calls turn out long, replicas that are free take what one has in hand") {
  // Cheap items first, so that one replica takes many batches at once; then long calls, in each of which looks are taken.
  NestedThreads* threads = nullptr;
  std::size_t items = 0;
  std::size_t most_at_once = 0;
  std::size_t calls_after_long = 0;
  bool was_long = false;  // a call of the same activation
  const auto consume = [&](std::span<int>) {
    calls_after_long += was_long ? 1 : 0;
    const bool is_long = ++items > 19'000;
    threads->time.advance(is_long ? Nanoseconds(50ms) : Nanoseconds(10));
    if (!is_long) return;
    for (int look = 0; look < 5; ++look) threads->look();  // less and less often, until the call is out of the ordinary
    most_at_once = std::max(most_at_once, threads->working);
    threads->lend();
    was_long = true;
  };
  const Plan plan = PlanBuilder(4)
                        .stage("numbers", {}, counts(20'000))
                        .stage("sink", {.inputs = {"numbers"}, .replicas = 4, .queue_depth = 256}, each(consume))
                        .plan();
  NestedThreads lent(plan, 4);
  threads = &lent;
  lent.in_call = [&] { was_long = false; };
  runtime::Engine engine(plan, lent);
  lent.start(engine);
  while (lent.lend()) continue;
  CHECK(engine.done());
  CHECK(items == 20'000);
  CHECK(most_at_once == 4);
  CHECK(calls_after_long == 0);
}

TEST_CASE("Looks become rare while nothing is found, and as frequent as at first once something is") {
  Alike run(2, 1us);
  std::vector<Nanoseconds> until_next;
  const auto look = [&] {
    run.lent.look();
    until_next.push_back(run.lent.until_next_look);
  };
  run.during_call = [&] {
    if (!run.steady() || until_next.size() > 6 || run.lent.kept() == 0) return;
    look();
    if (until_next.size() == 6) look();  // at the same call
  };
  run.all();
  CHECK(until_next == std::vector<Nanoseconds>{100us, 200us, 400us, 800us, 1ms, 1ms, 50us});
}

TEST_CASE("Looks end when nothing is kept") {
  Alike run(2, 1us);
  run.all();
  CHECK(run.lent.watched);
  run.lent.look();  // the last calls have been since the look before
  run.lent.look();
  CHECK(!run.lent.watched);
}

TEST_CASE("Where nobody can look after what is kept, all of it is offered") {
  Alike run(2, 1us, 1);
  run.lent.before_watch = [] { throw std::system_error(EAGAIN, std::generic_category()); };
  std::size_t calls = 0;
  run.during_call = [&] {
    if (!run.steady() || run.lent.all_work() || run.lent.kept() == 0) return;
    ++calls;
    CHECK(run.lent.lend());
    CHECK(run.lent.kept() == 0);
  };
  run.all();
  CHECK(calls > 100);
}

}  // namespace weir::testing
