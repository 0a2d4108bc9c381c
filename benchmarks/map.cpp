// 100 000 items through one cheap function: what an item costs in batches of 256.

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <numeric>

#include <weir/processor.hpp>

#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

namespace tbb = oneapi::tbb;

constexpr std::uint64_t kItems = 100'000;
constexpr std::size_t kBatch = 256;
constexpr std::size_t kDepth = 8;

// The finalizer of MurmurHash3 (Austin Appleby, public domain): next to no work.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdu;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53u;
  return x ^ (x >> 33);
}

std::uint64_t weir_run(std::size_t workers) {
  std::uint64_t sum = 0;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("numbers", {}, [] { return std::make_unique<Naturals>(kItems); })
                        .stage("mix", {.inputs = {"numbers"}, .replicas = workers, .batch_size = kBatch, .queue_depth = kDepth},
                               mapped([](std::uint64_t number) { return mix(number); }))
                        .stage("sum", {.inputs = {"mix"}, .batch_size = kBatch, .queue_depth = kDepth},
                               for_each<std::uint64_t>([&sum](std::uint64_t mixed) { sum += mixed; }))
                        .plan());
  pipeline.run();
  return sum;
}

std::uint64_t parallel_pipeline(std::size_t workers) {
  using Batch = std::vector<std::uint64_t>;
  std::uint64_t next = 0;
  std::uint64_t sum = 0;
  const auto make = [&](tbb::flow_control& control) {
    Batch batch;
    if (next == kItems) {
      control.stop();
      return batch;
    }
    const std::uint64_t end = std::min(next + kBatch, kItems);
    batch.reserve(end - next);
    while (next < end) batch.push_back(next++);
    return batch;
  };
  const auto mix_all = [](Batch batch) {
    for (std::uint64_t& number : batch) number = mix(number);
    return batch;
  };
  const auto add = [&](const Batch& batch) {
    for (const std::uint64_t mixed : batch) sum += mixed;
  };
  tbb::task_arena arena(static_cast<int>(workers));
  arena.execute([&] {
    tbb::parallel_pipeline(2 * kDepth, tbb::make_filter<void, Batch>(tbb::filter_mode::serial_out_of_order, make) &
                                           tbb::make_filter<Batch, Batch>(tbb::filter_mode::parallel, mix_all) &
                                           tbb::make_filter<Batch, void>(tbb::filter_mode::serial_out_of_order, add));
  });
  return sum;
}

// A call that the compiler cannot inline, just as it cannot inline a stage's.
[[gnu::noinline]] void mix_batch(std::vector<std::uint64_t>& batch) {
  for (std::uint64_t& number : batch) number = mix(number);
}

std::uint64_t loop() {
  std::uint64_t sum = 0;
  std::vector<std::uint64_t> batch;
  for (std::uint64_t next = 0; next < kItems;) {
    batch.clear();
    const std::uint64_t end = std::min(next + kBatch, kItems);
    while (next < end) batch.push_back(next++);
    mix_batch(batch);
    for (const std::uint64_t mixed : batch) sum += mixed;
  }
  return sum;
}

std::uint64_t checked_sum(const std::vector<std::uint64_t>& mixed) {
  std::uint64_t sum = 0;
  for (const std::uint64_t number : mixed) sum += number;
  return sum;
}

std::vector<std::uint64_t> naturals() {
  std::vector<std::uint64_t> numbers(kItems);
  std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
  return numbers;
}

void add_call(std::size_t workers) {
  constexpr double kGoal = 2e-3;
  const auto processor = std::make_shared<Processor>(ProcessorOptions{.workers = workers});
  const auto items = std::make_shared<const std::vector<std::uint64_t>>(naturals());
  const auto by_loop = [items] {
    std::vector<std::uint64_t> mixed;
    mixed.reserve(items->size());
    for (const std::uint64_t number : *items) mixed.push_back(mix(number));
    return checked_sum(mixed);
  };
  compare<std::uint64_t>(
      {"100 000 items, Processor::map", "run", 1, kGoal},
      {{"weir", [processor, items] { return checked_sum(processor->map(*items, mix)); }}, {"loop, one thread", by_loop, 1.5}});
}

}  // namespace

void add_map(std::size_t workers) {
  add_call(workers);
  compare<std::uint64_t>({"100 000 items mapped"}, {{"weir", [workers] { return weir_run(workers); }},
                                                    {"parallel_pipeline", [workers] { return parallel_pipeline(workers); }, 1.2},
                                                    {"loop of batches, one thread", loop}});
}

}  // namespace weir::bench
