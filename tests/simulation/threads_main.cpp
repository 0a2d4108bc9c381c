// The random graphs on plain threads, for ThreadSanitizer, which cannot see into oneTBB. weir_threads [SEED [COUNT]]

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "runtime/event_loop.hpp"
#include "simulation/host.hpp"
#include "simulation/random_graph.hpp"
#include "simulation/thread_executor.hpp"
#include "simulation/world.hpp"

namespace {

using namespace weir::simulation;

std::string run(std::uint64_t seed, std::size_t threads) {
  Random random(seed);
  const Graph graph = random_graph(random);
  RealWorld world;
  Record record;
  record.world = &world;
  const weir::Plan plan = plan_of(graph, record);
  ThreadExecutor executor(plan, threads);
  record.while_waiting = [] { std::this_thread::yield(); };
  Host host(graph, plan, record);
  weir::runtime::Engine engine(plan, executor, host.host_queues());
  weir::runtime::EventLoop events([&](const auto& event) { executor.run_event(event); }, engine, plan);
  engine.on_deadline([&](weir::runtime::SteadyTime time) { events.flush_at(time); });
  engine.set_outside(&events);
  host.on_wake([&](std::size_t stage) { events.wake({static_cast<std::uint32_t>(stage), 0}); });
  events.begin();
  host.start_threads();
  const bool drains = seed % 7 == 0;
  // Beside the work: what a host does to a run from its own threads.
  executor.run(engine, [&] {
    while (
        executor.run_event([&](auto& works) { engine.flush_due(weir::runtime::machine_clock().now() + std::chrono::seconds(1), works); })) {
      static_cast<void>(engine.report(false));
      if (!drains) continue;
      host.close();
      executor.run_event([&](auto& works) { engine.drain(works); });
    }
  });
  host.let_go();
  engine.set_outside(nullptr);
  events.end();
  weir::RunReport report = engine.report(false);
  engine.balance(report);
  if (!report.balance.wrong.empty()) return report.balance.wrong;
  if (auto wrong = compare_calls(record); !wrong.empty()) return wrong;
  if (engine.error()) return graph.throws ? "" : "an error without a cause";
  if (!engine.done()) return "stalled:\n" + engine.dump();
  const Graph sent = drains ? as_sent(graph, record) : graph;
  return compare(sent, expected_of(sent), record);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t threads = std::size_t{1} << (i % 4);
    const std::string wrong = run(seed + i, threads);
    if (wrong.empty()) continue;
    fmt::print("seed {}: {}\n", seed + i, wrong);
    return 1;
  }
  fmt::print("{} runs on plain threads, none wrong\n", count);
  return 0;
}
