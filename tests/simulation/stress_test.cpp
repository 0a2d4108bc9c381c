// The random graphs on real threads: oneTBB's, with more workers than cores, so that threads are put aside at the worst moments.

#include <oneapi/tbb/global_control.h>
#include <weir/pipeline.hpp>

#include <optional>
#include <string>
#include <thread>

#include "catch.hpp"
#include "simulation/random_graph.hpp"
#include "simulation/world.hpp"

namespace weir::simulation {

namespace {

// The threads of a host: one for each inlet, which pushes all its items, and one for each outlet.
std::vector<std::thread> start_host(const Graph& graph, const Run& run, Record& record) {
  std::vector<std::thread> threads;
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    const Node& node = graph.nodes[s];
    if (!node.meets_host) continue;
    const std::string name = "s" + std::to_string(s);
    if (node.role == Role::source) {
      threads.emplace_back([&node, inlet = run.inlet<Item>(name)]() mutable {
        for (const std::uint64_t value : source_values(node)) {
          if (!inlet.push(Item(value))) return;
        }
        inlet.close();
      });
    } else {
      Seen& seen = *record.stages[s].emplace_back(std::make_unique<Seen>());
      threads.emplace_back([&node, &seen, outlet = run.outlet<Item>(name)]() mutable {
        while (!node.enough_after || seen.values.size() < *node.enough_after) {
          const std::optional<Item> item = outlet.pull();
          if (!item) break;
          seen.values.push_back(item->value());
        }
        seen.finishes = 1;
        if (node.enough_after) outlet.close();
      });
    }
  }
  return threads;
}

// What is wrong with one run of the graph of that seed, or nothing.
std::string run_on_tbb(std::uint64_t seed, std::size_t workers) {
  Random random(seed);
  const Graph graph = random_graph(random);
  const std::int64_t live_before = Item::live;
  std::string wrong;
  {
    RealWorld world;
    Record record;
    record.world = &world;
    Plan plan = plan_of(graph, record);
    plan.workers = workers;
    const Bound bound = plan.bound();
    Run run = Pipeline(plan).start();
    std::vector<std::thread> host = start_host(graph, run, record);
    for (std::thread& thread : host) thread.join();
    try {
      const RunReport report = run.wait();
      wrong = compare(graph, expected_of(graph), record);
      for (const StageReport& stage : report.stages) {
        if (stage.peak_queue > stage.queue_depth) wrong = stage.name + ": a queue held more than its depth";
      }
      if (report.peak_batches > bound.batches) wrong = "more batches were live than the plan's bound";
      if (!report.finished) wrong = "not finished, and no error";
    } catch (const StageError& error) {
      if (!graph.throws) wrong = error.what();
    }
    if (wrong.empty()) wrong = compare_calls(record);
  }
  if (wrong.empty() && Item::live != live_before) wrong = "items leaked";
  return wrong;
}

}  // namespace

TEST_CASE("Random graphs on 1, 2, 8 and 32 workers deliver every item once, within depth and bound") {
  // The test owns its process, so it may ask oneTBB for more threads than there are cores.
  const oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, 32);
  for (const std::size_t workers : {1, 2, 8, 32}) {
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
      INFO("seed " << seed << ", " << workers << " workers");
      REQUIRE(run_on_tbb(seed, workers) == "");
    }
  }
}

}  // namespace weir::simulation
