// What all calls of a Processor share: the pool, the timeout, metrics, the log.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <weir/plan.hpp>

#include "any_workers.hpp"

using namespace std::chrono_literals;

namespace {

std::string refusal(const weir::ProcessorOptions& options) {
  try {
    const weir::Processor processor(options);
  } catch (const weir::InputError& error) {
    return error.what();
  }
  return "";
}

int twice(int n) {
  return 2 * n;
}

}  // namespace

TEST_CASE("Options out of range are refused with what to write instead") {
  CHECK(refusal({.workers = 0}) ==
        "workers is 0: write a number from 1 to 1024, or leave it out for one on each core that this process may use");
  CHECK(refusal({.workers = 1025}) ==
        "workers is 1025: write a number from 1 to 1024, or leave it out for one on each core that this process may use");
  CHECK(refusal({.timeout = 0s}) ==
        "timeout is not above zero: write the longest that a call may take, such as 30s, or leave it out for no limit");
  CHECK(refusal({.verbose = true}) ==
        "verbose needs a log, since weir prints nothing itself: set it, as in {.verbose = true, .log = [](std::string_view line) { "
        "std::cerr << line << '\\n'; }}");
  CHECK(refusal({.workers = 1024}).empty());
}

TEST_CASE("Left out, workers are the cores that this process may use") {
  CHECK(weir::Processor().workers() == weir::available_cores());
}

TEST_CASE("Many threads may call one processor at once") {
  at_any_workers([](weir::Processor& processor) {
    std::atomic<int> right = 0;
    std::vector<std::thread> hosts;
    for (int host = 0; host < 6; ++host) {
      hosts.emplace_back([&, host] {
        const std::vector<int> numbers = up_to(1000 + host);
        std::vector<int> expected;
        for (const int n : numbers) expected.push_back(n * host);
        for (int i = 0; i < 20; ++i) {
          if (processor.map(numbers, [host](int n) { return n * host; }) == expected) ++right;
          if (processor.find_primes(100).size() == 25) ++right;
        }
      });
    }
    for (std::thread& host : hosts) host.join();
    CHECK(right == 6 * 20 * 2);
    CHECK(processor.metrics().calls.at("map").calls == 120);
  });
}

TEST_CASE("A function may call its own processor, and another, without a deadlock") {
  at_any_workers([](weir::Processor& processor) {
    weir::Processor other({.workers = 1});
    const auto nested = [&](int n) {
      const std::vector<int> inner = processor.map(up_to(n), [&](int k) { return static_cast<int>(other.sum(up_to(k + 1))); });
      return static_cast<int>(processor.sum(inner));
    };
    const std::vector<int> results = processor.map(std::vector<int>{1, 2, 3, 4, 5, 6}, nested);
    CHECK(results == std::vector<int>{0, 1, 4, 10, 20, 35});
  });
}

TEST_CASE("Functions of two processors that call each other do not wait for each other's pool") {
  weir::Processor a({.workers = 1}), b({.workers = 1});
  std::atomic<int> inside = 0;
  const auto call = [&](weir::Processor& own, weir::Processor& other) {
    return own.map(std::vector<int>{3}, [&](int n) {
      ++inside;
      while (inside < 2) std::this_thread::yield();  // both pools are taken
      return other.map(up_to(n), twice).back();
    });
  };
  std::vector<int> first;
  std::thread host([&] { first = call(a, b); });
  const std::vector<int> second = call(b, a);
  host.join();
  CHECK(first == std::vector<int>{4});
  CHECK(second == std::vector<int>{4});
}

TEST_CASE("A call from inside a TBB task works, and so does TBB inside a function") {
  at_any_workers([](weir::Processor& processor) {
    std::atomic<int> right = 0;
    oneapi::tbb::parallel_for(0, 8, [&](int) {
      const auto with_tbb = [](int n) {
        std::atomic<int> sum = 0;
        oneapi::tbb::parallel_for(0, n, [&](int k) { sum += k; });
        return sum.load();
      };
      if (processor.map(std::vector<int>{1, 10, 100}, with_tbb) == std::vector<int>{0, 45, 4950}) ++right;
    });
    CHECK(right == 8);
  });
}

TEST_CASE("A stage of a pipeline may call a processor") {
  weir::Processor processor({.workers = 2});
  weir::Pipeline pipeline("outer", {.workers = 2});
  std::atomic<std::int64_t> total = 0;
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < 50 ? std::optional(++n) : std::nullopt; });
  pipeline.sink(numbers, "sums", [&](int n) { total += processor.sum(processor.map(up_to(n), twice)); }, {.replicas = 2, .batch_size = 1});
  pipeline.run();
  std::int64_t expected = 0;
  for (int n = 1; n <= 50; ++n) expected += n * (n - 1);
  CHECK(total == expected);
}

TEST_CASE("No more threads than there are workers call a function, and TBB's own limits stay as they were") {
  using Control = oneapi::tbb::global_control;
  const std::size_t before = Control::active_value(Control::max_allowed_parallelism);
  weir::Processor processor({.workers = 2});
  std::atomic<int> at_once = 0, most = 0;
  processor.map(up_to(2000), [&](int n) {
    int now = ++at_once, seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::yield();
    --at_once;
    return n;
  });
  CHECK(most >= 1);
  CHECK(most <= 2);
  CHECK(Control::active_value(Control::max_allowed_parallelism) == before);
}

TEST_CASE("A call that takes longer than the timeout ends, even within the items that a worker has taken") {
  for (const std::size_t workers : {1, 2}) {
    weir::Processor processor({.workers = workers, .timeout = 20ms});
    std::atomic<int> called = 0;
    const auto slow = [&](int n) {
      ++called;
      std::this_thread::sleep_for(5ms);
      return n;
    };
    CHECK_THROWS_AS(processor.map(up_to(10'000), slow), weir::TimeoutError);
    CHECK(called < 10'000);
    CHECK_THROWS_AS(processor.pipeline(up_to(10'000), twice, slow), weir::TimeoutError);
    CHECK(processor.map(up_to(10), twice).size() == 10);
  }
}

TEST_CASE("Metrics count calls, items, failures and time by the name of the call, and keep the last run") {
  weir::Processor processor({.workers = 2});
  CHECK(processor.metrics().calls.empty());
  CHECK_FALSE(processor.metrics().last_run.has_value());

  processor.map(up_to(100), twice);
  processor.map(up_to(50), twice);
  CHECK_THROWS_AS(processor.map(up_to(10), [](int) -> int { throw std::runtime_error("no"); }), std::runtime_error);
  CHECK_THROWS_AS(processor.map(std::vector<int>(), twice), weir::InputError);
  processor.sum(up_to(7));
  processor.count_words("one two two");
  processor.multiply({{1, 2}}, {{3, 4, 5}, {6, 7, 8}});
  processor.find_primes(30);

  const weir::ProcessorMetrics metrics = processor.metrics();
  CHECK(metrics.calls.size() == 5);
  const weir::CallMetrics& map = metrics.calls.at("map");
  CHECK(map.calls == 4);
  CHECK(map.failures == 2);
  CHECK(map.items == 150);
  CHECK(map.wall > 0ns);
  CHECK(metrics.calls.at("sum").items == 7);
  CHECK(metrics.calls.at("count_words").items == 3);
  CHECK(metrics.calls.at("multiply").items == 3);
  CHECK(metrics.calls.at("find_primes").items == 10);
  REQUIRE(metrics.last_run.has_value());
  CHECK(metrics.last_run->pipeline == "find_primes");
  CHECK(metrics.last_run->finished);
  CHECK(metrics.last_run->workers == std::min<std::size_t>(2, weir::available_cores()));  // oneTBB has no more threads than that
}

TEST_CASE("A verbose processor logs a line for each call, a quiet one none") {
  std::vector<std::string> lines;
  const auto log = [&](std::string_view line) { lines.emplace_back(line); };
  weir::Processor quiet({.workers = 1, .log = log});
  quiet.map(up_to(10), twice);
  CHECK(lines.empty());

  weir::Processor verbose({.workers = 2, .verbose = true, .log = log});
  verbose.map(up_to(10), twice);
  verbose.find_primes(100);
  CHECK_THROWS_AS(verbose.map(up_to(10), [](int) -> int { throw std::runtime_error("it rains"); }), std::runtime_error);
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], Catch::Matchers::Matches("map: 10 items in [0-9]+\\.[0-9]{2} ms"));
  CHECK_THAT(lines[1], Catch::Matchers::Matches("find_primes: 25 primes in [0-9]+\\.[0-9]{2} ms"));
  CHECK_THAT(lines[2], Catch::Matchers::Matches("map: failed after [0-9]+\\.[0-9]{2} ms: it rains"));
}

TEST_CASE("A processor can be moved") {
  weir::Processor first({.workers = 2});
  weir::Processor second = std::move(first);
  CHECK(second.map(up_to(3), twice) == std::vector<int>{0, 2, 4});
  CHECK(second.workers() == 2);
}

TEST_CASE("A call ends when a stop is requested, and the processor goes on") {
  at_any_workers([](weir::Processor& processor) {
    std::stop_source stop;
    weir::Processor stoppable = processor.until(stop.get_token());
    CHECK(stoppable.workers() == processor.workers());
    std::atomic<std::size_t> called = 0;
    const auto stop_at_the_third = [&](int n) {
      if (++called == 3) stop.request_stop();
      return n;
    };
    CHECK_THROWS_AS(stoppable.map(up_to(1'000'000), stop_at_the_third), weir::Stopped);
    CHECK(called < 1'000'000);
    CHECK_THROWS_AS(stoppable.find_primes(100), weir::Stopped);
    CHECK(processor.map(up_to(3), twice) == std::vector<int>{0, 2, 4});
    CHECK(processor.metrics().calls.at("map").failures == 1);
    CHECK(processor.metrics().calls.at("map").calls == 2);
  });
}
