// What more workers do to a pipeline whose calls are short: four stages with 1, 2, 2 and 1 replicas, in batches of one, of which the two in
// the middle work for some time. They must not make it slower; with calls of 10 us two of them must make it nearly twice as fast.

#include <oneapi/tbb/task_arena.h>

#include "streams.hpp"
#include "suite.hpp"
#include "synthetic/processor_work.hpp"

namespace weir::bench {

namespace {

using namespace std::chrono_literals;
using stages::ProcessorWork;

constexpr double kNoSlower = 1.1;
constexpr double kTwiceAsFast = 1 / 1.9;

std::uint64_t run_here(std::size_t workers, std::size_t depth, std::uint64_t batches, std::uint64_t steps) {
  std::uint64_t sum = 0;
  const auto work = mapped([steps](std::uint64_t number) {
    ProcessorWork::burn(steps);
    return number + 1;
  });
  Pipeline(PlanBuilder(workers)
               .stage("numbers", {}, [batches] { return std::make_unique<Naturals>(batches); })
               .stage("first", {.inputs = {"numbers"}, .replicas = 2, .queue_depth = depth}, work)
               .stage("second", {.inputs = {"first"}, .replicas = 2, .queue_depth = depth}, work)
               .stage("sum", {.inputs = {"second"}, .queue_depth = depth},
                      for_each<std::uint64_t>([&sum](std::uint64_t number) { sum += number; }))
               .plan())
      .run();
  return sum;
}

// In an arena of its own: a run in the caller's has that one's threads.
std::uint64_t run(std::size_t workers, std::size_t depth, std::uint64_t batches, std::uint64_t steps) {
  oneapi::tbb::task_arena arena(static_cast<int>(workers));
  return arena.execute([&] { return run_here(workers, depth, batches, steps); });
}

void add(std::size_t workers, const char* call, std::chrono::nanoseconds length, std::size_t depth, double goal) {
  const std::uint64_t steps = ProcessorWork::calibrated().steps(length);
  const auto batches = static_cast<std::uint64_t>(50ms / (2 * length + 300ns));
  const auto with = [=](std::size_t threads) { return [=] { return run(threads, depth, batches, steps); }; };
  compare<std::uint64_t>(
      {fmt::format("{} workers, calls of {}, queue_depth {}", workers, call, depth), "batch", static_cast<double>(batches)},
      {{"weir", with(workers)}, {"weir, 1 worker", with(1), goal}});
}

}  // namespace

void add_more_workers(std::size_t workers) {
  for (const std::size_t depth : {2, 8, 64}) {
    for (const std::size_t more : {workers, kMostWorkers}) {
      add(more, "no time", 0ns, depth, kNoSlower);
      add(more, "100 ns", 100ns, depth, kNoSlower);
      add(more, "1 us", 1us, depth, kNoSlower);
      add(more, "10 us", 10us, depth, more == 2 ? kTwiceAsFast : kNoSlower);
    }
  }
}

}  // namespace weir::bench
