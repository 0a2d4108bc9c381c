// The random graphs on the scheduler: threads come at any call, work costs what chance has it, and what is kept must not be forgotten.

#include <algorithm>
#include <string>

#include "catch.hpp"
#include "simulation/host.hpp"
#include "simulation/nested_threads.hpp"
#include "simulation/world.hpp"

namespace weir::simulation {

namespace {

using runtime::Engine;
using runtime::kNever;
using runtime::Nanoseconds;
using runtime::SteadyTime;
using runtime::Works;

std::string message_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& caught) {
    return caught.what();
  }
}

// The calls under way do not end meanwhile: they are long. What their threads keep is taken by the others, if there are any.
bool forgets(NestedThreads& threads) {
  do {
    threads.look();
    threads.look();
  } while (threads.lend());
  return !threads.all_work() && threads.kept() > 0;
}

std::string run(Random& random, const Graph& graph, Record& record) {
  const Plan plan = plan_of(graph, record);
  NestedThreads threads(plan, std::size_t{1} << random() % 4);
  Host host(graph, plan, record);
  SimulatedWorld world(threads.time);
  record.world = &world;
  Engine engine(plan, threads, host.host_queues());
  engine.set_outside(&world);
  SteadyTime timer = kNever;
  bool forgotten = false;
  const std::uint64_t longest = random() % 2 == 0 ? 2'000 : 200'000;  // of most calls, in nanoseconds
  const auto flush_due = [&] { threads.event([&](Works& works) { timer = engine.flush_due(threads.time.now(), works); }); };
  record.while_waiting = [&] { flush_due(); };
  engine.on_deadline([&](SteadyTime time) { timer = std::min(timer, time); });
  const auto wake = [&](runtime::Work replica) { threads.event([&](Works& works) { engine.wake(replica, works); }); };
  host.on_wake([&](std::size_t stage) { wake({static_cast<std::uint32_t>(stage), 0}); });
  world.on_wake(wake);
  threads.in_call = [&] {
    threads.time.advance(Nanoseconds(random() % (random() % 64 == 0 ? 1'000'000 : longest)));
    while (random() % 4 == 0 && host.act(random)) continue;
    while (graph.waits_outside && random() % 4 == 0 && world.act(random)) continue;
    if (threads.time.now() >= timer) flush_due();
    if (random() % 4 == 0) threads.lend();
    if (random() % 8 == 0 && forgets(threads)) forgotten = true;
  };
  threads.start(engine);
  for (;;) {
    if (threads.lend()) continue;
    if (threads.kept() > 0) return "work is kept by nobody";
    if (threads.holds == 0) break;
    if (host.act(random) || world.act(random)) continue;
    if (timer == kNever) return "a stage waits for a host that has done all:\n" + engine.dump();
    threads.time.advance(std::max(timer - threads.time.now(), Nanoseconds(0)));
    flush_due();
  }
  host.let_go();
  engine.set_outside(nullptr);
  if (!world.wrong().empty()) return world.wrong();
  RunReport report = engine.report(false);
  engine.balance(report);
  if (!report.balance.wrong.empty()) return report.balance.wrong;
  if (forgotten) return "work is kept behind a long call";
  if (auto wrong = compare_calls(record); !wrong.empty()) return wrong;
  if (engine.error()) return graph.throws ? "" : "an error without a cause: " + message_of(engine.error());
  return engine.done() ? compare(graph, expected_of(graph), record) : "stalled:\n" + engine.dump();
}

// Threads that come in the middle of a call return before it ends, so an endless source that only that call would end is left out.
bool ends_by_itself(const Graph& graph) {
  return std::none_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.endless; });
}

}  // namespace

TEST_CASE("20 000 seeded schedules in which threads come at any call forget no work, and lose no item") {
  std::size_t runs = 0;
  for (std::uint64_t seed = 1; runs < 20'000; ++seed) {
    Random random(seed);
    const Graph graph = random_graph(random);
    if (!ends_by_itself(graph)) continue;
    ++runs;
    Record record;
    const std::string wrong = run(random, graph, record);
    INFO("seed " << seed);
    REQUIRE(wrong == "");
  }
}

}  // namespace weir::simulation
