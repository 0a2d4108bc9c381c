// Sources of one function that waits in the middle of its call, where nobody can flush: what it returned before is sent on nonetheless.
// Each waits until the sink has seen that; if an item is stranded, the wait ends in vain, after far longer than anything takes.

#include <weir/pipeline.hpp>

#include <atomic>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <vector>

#include "arrivals.hpp"
#include "catch.hpp"

using namespace weir;
using namespace weir::testing;

namespace {

/// Produces three bursts; after each it waits, inside its call, until all that it produced has arrived.
auto bursts(Arrivals& arrivals, std::atomic<bool>& in_vain, int burst) {
  return [&, burst, next = 0]() mutable -> std::optional<int> {
    if (next % burst == 0 && !arrivals.wait_for(static_cast<std::size_t>(next))) in_vain = true;
    if (in_vain || next == 3 * burst) return std::nullopt;
    return next++;
  };
}

}  // namespace

TEST_CASE_METHOD(Threads, "A function that waits in the middle of a call strands nothing of what it gave") {
  const int burst = GENERATE(1, 2, 45, 1000);
  const std::size_t batch_size = GENERATE(0, 1, 7, 5000);
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  Pipeline pipeline("bursts", {.workers = 2});
  const StageOptions options = batch_size == 0 ? StageOptions{} : StageOptions{.batch_size = batch_size};
  const auto numbers = pipeline.source("numbers", bursts(arrivals, in_vain, burst));
  const auto next = pipeline.map(
      numbers, "next", [](int n) { return n + 1; }, options);
  long sum = 0;
  pipeline.sink(
      next, "sum",
      [&](int n) {
        sum += n;
        arrivals.add(1);
      },
      options);
  const RunReport report = pipeline.run();
  CHECK_FALSE(in_vain);
  CHECK(report.finished);
  CHECK(sum == 3L * burst * (3L * burst + 1) / 2);
}

TEST_CASE_METHOD(Threads, "A function that waits keeps its items in order, for each of its readers") {
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  std::vector<int> one, other;
  Pipeline pipeline("bursts", {.workers = 2});
  const auto numbers = pipeline.source("numbers", bursts(arrivals, in_vain, 200));
  pipeline.sink(numbers, "one", [&](int n) { one.push_back(n); }, {.batch_size = 3, .queue_depth = 1});
  pipeline.sink(numbers, "other",
                [&](int n) {
                  other.push_back(n);
                  arrivals.add(1);
                },
                {.batch_size = 64});
  pipeline.run();
  std::vector<int> want(600);
  std::iota(want.begin(), want.end(), 0);
  CHECK_FALSE(in_vain);
  CHECK(one == want);
  CHECK(other == want);
}

TEST_CASE_METHOD(Threads, "A function that throws after it has waited ends the run with its error") {
  Arrivals arrivals;
  Pipeline pipeline("bursts", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [&, next = 0]() mutable -> std::optional<int> {
    if (next == 20) arrivals.wait_for(20);
    if (next == 20) throw std::runtime_error("the line is dead");
    return next++;
  });
  pipeline.sink(numbers, "into", [&](int) { arrivals.add(1); });
  CHECK_THROWS_WITH(pipeline.run(), "stage 'numbers', replica 0: the line is dead");
  CHECK(arrivals.wait_for(20));
}
