#include "simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "runtime/engine.hpp"
#include "simulation/host.hpp"
#include "simulation/random_graph.hpp"

namespace weir::simulation {

namespace {

using runtime::Engine;
using runtime::Handoff;
using runtime::Work;

/// Keeps what is spawned until it is picked.
class SimulatedExecutor final : public runtime::Executor {
 public:
  void spawn(Work work) override { works.push_back(work); }
  void hold() override { ++holds; }
  void release() override { --holds; }
  // What a host does while a stage is in its call, whose outcome the gate does not know yet.
  void isolate(void (*call)(void*), void* argument) override {
    call(argument);
    if (during_call) during_call();
  }

  Work pick(Random& random) {
    // Some seeds mostly take the newest, some mostly the oldest: extremes that an even choice would never reach.
    std::size_t at = random() % works.size();
    if (bias == 1 && random() % 8 != 0) at = works.size() - 1;
    if (bias == 2 && random() % 8 != 0) at = 0;
    const Work work = works[at];
    works.erase(works.begin() + static_cast<std::ptrdiff_t>(at));
    return work;
  }

  runtime::Works works;
  std::size_t holds = 0;
  std::function<void()> during_call;
  std::size_t bias = 0;
};

struct Ending {
  std::string wrong;
  bool stopped = false;
  bool drained = false;
};

// Runs until no work is left.
Ending run(Engine& engine, SimulatedExecutor& executor, const Plan& plan, Host& host, Random& random) {
  Ending ending;
  executor.bias = random() % 4;
  std::size_t stop_at = random() % 20 == 0 ? random() % 200 : std::numeric_limits<std::size_t>::max();
  std::size_t drain_at = random() % 20 == 0 ? random() % 200 : std::numeric_limits<std::size_t>::max();
  std::size_t outstanding_bound = 0;
  for (const auto& stage : plan.stages) outstanding_bound += stage.replicas;
  const std::size_t batch_bound = plan.bound().batches;
  const std::size_t eagerness = 1 + random() % 8;  // of the host
  // What stages measure of each other changes at any time; the real clock alone would hardly ever ask for smaller batches.
  const std::size_t restlessness = 1 + random() % 16;
  const auto change_sizes = [&] {
    if (random() % restlessness == 0) engine.pretend_cost(random() % plan.edges.size(), 200'000.0 / static_cast<double>(1 + random() % 64));
  };
  executor.during_call = [&] {
    change_sizes();
    while (random() % 4 == 0 && host.act(random)) {
    }
  };
  engine.start();
  for (std::size_t step = 0; !executor.works.empty() || executor.holds > 0; ++step) {
    if (executor.works.size() > outstanding_bound) return {"more work outstanding than replicas"};
    if (step == stop_at) {
      engine.stop();
      ending.stopped = true;
    }
    if (step == drain_at) {
      host.close();
      engine.drain(executor.works);
      ending.drained = true;
    }
    change_sizes();
    if (random() % 16 == 0) engine.flush_due(runtime::now() + (random() % 2 == 0 ? 0 : 1'000'000'000), executor.works);
    if (executor.works.empty() || random() % eagerness == 0) {
      const bool acted = host.act(random);
      if (executor.works.empty() && !acted && executor.holds > 0) {
        // Only what waits for its batch_wait can still go on.
        engine.flush_due(runtime::now() + 1'000'000'000, executor.works);
        if (executor.works.empty()) return {"a stage waits for a host that has done all:\n" + engine.dump()};
      }
    }
    if (executor.works.empty()) continue;
    Handoff handoff(engine);
    engine.activate(executor.pick(random), handoff);
    executor.works.insert(executor.works.end(), handoff.next.begin(), handoff.next.end());
    if (auto broken = engine.broken_invariant(); !broken.empty()) return {fmt::format("step {}: {}", step, broken)};
    if (engine.live_batches() > batch_bound)
      return {fmt::format("step {}: {} live batches, bound {}", step, engine.live_batches(), batch_bound)};
  }
  return ending;
}

std::string judge(const Graph& graph, const Engine& engine, const Ending& ending, const Record& record) {
  if (!ending.wrong.empty()) return ending.wrong;
  if (auto wrong = compare_calls(record); !wrong.empty()) return wrong;
  if (const auto error = engine.error()) {
    if (!graph.throws) return "an error without a cause";
    try {
      std::rethrow_exception(error);
    } catch (const StageError& caught) {
      const auto thrower =
          std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.throws_at.has_value(); });
      return caught.stage() == fmt::format("s{}", thrower - graph.nodes.begin()) ? "" : "the error names the wrong stage";
    }
  }
  if (ending.stopped) return "";
  if (!engine.done()) return "stalled:\n" + engine.dump();
  if (ending.drained) return "";
  return compare(graph, expected_of(graph), record);
}

}  // namespace

std::string simulate(std::uint64_t seed) {
  Random random(seed);
  const Graph graph = random_graph(random);
  const std::int64_t live_before = Item::live;
  std::string wrong;
  {
    Record record;
    const Plan plan = plan_of(graph, record);
    SimulatedExecutor executor;
    Host host(graph, plan, record);
    Engine engine(plan, executor, host.host_queues());
    record.while_waiting = [&] {
      if (random() % 2 == 0) engine.flush_due(runtime::now() + (random() % 2 == 0 ? 0 : 1'000'000'000), executor.works);
    };
    host.on_wake([&](std::size_t stage) { engine.wake(stage, executor.works); });
    const Ending ending = run(engine, executor, plan, host, random);
    host.let_go();
    wrong = judge(graph, engine, ending, record);
  }
  if (wrong.empty() && Item::live != live_before) wrong = fmt::format("{} items leaked", Item::live - live_before);
  return wrong;
}

}  // namespace weir::simulation
