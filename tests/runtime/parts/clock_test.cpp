#include "runtime/clock.hpp"

#include <atomic>
#include <concepts>
#include <mutex>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "runtime/spin_lock.hpp"
#include "runtime/timer.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};

TEST_CASE("The two clocks do not compare, subtract or pass for each other") {
  STATIC_REQUIRE_FALSE(Comparable<SteadyTime, StopwatchTime>);
  STATIC_REQUIRE_FALSE(Subtractable<SteadyTime, StopwatchTime>);
  STATIC_REQUIRE_FALSE(std::convertible_to<SteadyTime, StopwatchTime>);
  STATIC_REQUIRE_FALSE(std::convertible_to<StopwatchTime, SteadyTime>);
  STATIC_REQUIRE_FALSE(std::constructible_from<SteadyTime, StopwatchTime>);
}

TEST_CASE("The machine's clocks go forward") {
  const Clock& clock = machine_clock();
  const SteadyTime steady = clock.now();
  const StopwatchTime stopwatch = clock.stopwatch();
  while (clock.now() < steady + 1ms) continue;
  CHECK(clock.stopwatch() > stopwatch);
}

TEST_CASE("One thread at a time holds a spin lock") {
  SpinLock lock;
  CHECK(lock.try_lock());
  CHECK_FALSE(lock.try_lock());
  lock.unlock();
  std::uint64_t count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100'000; ++i) {
        const std::lock_guard guard(lock);
        ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(count == 400'000);
}

namespace {

/// What a timer did, and a way to wait for it.
struct Fired {
  std::atomic<int> times{0};
  void wait_for(int wanted) const {
    while (times < wanted) std::this_thread::yield();
  }
};

}  // namespace

TEST_CASE("A timer fires at the earlier of two times, in whatever order they are set") {
  Fired fired;
  Timer timer([&](SteadyTime) {
    ++fired.times;
    return kNever;
  });
  timer.begin();
  const SteadyTime now = machine_clock().now();
  timer.set(now + 24h);
  timer.set(now);
  fired.wait_for(1);
  timer.set_now();
  timer.set(now + 24h);
  fired.wait_for(2);
}

TEST_CASE("A timer that was set while it fired fires again, at the earlier of that and what it asks for") {
  Fired fired;
  std::atomic<Timer*> self{nullptr};
  Timer timer([&](SteadyTime time) {
    if (++fired.times == 1) self.load()->set_now();
    return time + 24h;
  });
  self = &timer;
  timer.begin();
  timer.set_now();
  fired.wait_for(2);
}

TEST_CASE("A timer fires when it has asked to") {
  Fired fired;
  Timer timer([&](SteadyTime time) { return ++fired.times < 5 ? time : kNever; });
  timer.begin();
  timer.set_now();
  fired.wait_for(5);
  timer.stop();
  timer.set_now();
  CHECK(fired.times == 5);
}

}  // namespace weir::runtime
