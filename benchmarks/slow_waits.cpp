// 10 000 items through stages that wait for something, for unequal times and in several replicas, beside the slowest stage alone. The
// processors have next to nothing to do, so the number of replicas bounds the pipeline, not the number of cores.

#include <oneapi/tbb/task_arena.h>

#include <random>
#include <thread>

#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::uint64_t kItems = 10'000;
constexpr double kJitter = 0.5;         // as a share of an item's wait
constexpr double kShareOfSpeed = 0.97;  // the pipeline's goal, relative to the slowest stage alone

struct Wait {
  nanoseconds time{};
  std::size_t replicas = 1;
};

auto waiting(Wait wait) {
  return [wait, engine = std::minstd_rand()](std::uint64_t number) mutable {
    std::uniform_real_distribution<double> factor(1 - kJitter, 1 + kJitter);
    std::this_thread::sleep_for(nanoseconds(static_cast<std::int64_t>(static_cast<double>(wait.time.count()) * factor(engine))));
    return number;
  };
}

std::uint64_t pipeline_of(const std::vector<Wait>& waits) {
  std::uint64_t sum = 0;
  PlanBuilder builder(kMostWorkers);
  builder.stage("numbers", {}, [] { return std::make_unique<Naturals>(kItems); });
  std::string last = "numbers";
  for (const Wait& wait : waits) {
    const std::string name = last + "+";
    builder.stage(name, {.inputs = {last}, .replicas = wait.replicas, .queue_depth = 16}, mapped(waiting(wait)));
    last = name;
  }
  builder.stage("sum", {.inputs = {last}, .queue_depth = 16}, for_each<std::uint64_t>([&sum](std::uint64_t number) { sum += number; }));
  // In an arena of its own: that of the calling thread has no more slots than the machine has cores.
  oneapi::tbb::task_arena arena(static_cast<int>(kMostWorkers));
  arena.execute([&builder] { Pipeline(builder.plan()).run(); });
  return sum;
}

}  // namespace

void add_slow_waits() {
  const Wait slowest{200us, 3};
  compare<std::uint64_t>({"waits of 40, 200 (3 replicas), 40 us", "item", kItems},
                         {{"weir",
                           [=] {
                             return pipeline_of({{40us, 2}, slowest, {40us, 2}});
                           }},
                          {"weir, slowest stage alone", [=] { return pipeline_of({slowest}); }, 1 / kShareOfSpeed}});
}

}  // namespace weir::bench
