#include "simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <limits>

#include "runtime/engine.hpp"
#include "simulation/host.hpp"
#include "simulation/random_graph.hpp"
#include "simulation/simulated_executor.hpp"
#include "simulation/stages.hpp"
#include "simulation/watch.hpp"
#include "simulation/world.hpp"

namespace weir::simulation {

namespace {

using namespace std::chrono_literals;
using runtime::Engine;
using runtime::Handoff;
using runtime::kNever;
using runtime::Nanoseconds;
using runtime::SteadyTime;
using runtime::Work;

constexpr std::size_t kNotAtAll = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kStopsFirst = 20;  // of 200 stops, so many come before the start

struct Ending {
  std::string wrong;
  bool stopped = false;
  bool drained = false;
};

// However the run ended: where the items are. Of one that has finished, none is left.
std::string unbalanced(const RunReport& report) {
  if (!report.balance.wrong.empty()) return report.balance.wrong;
  if (report.finished && report.balance.left > 0) return fmt::format("{} items are left", report.balance.left);
  if (report.finished && report.balance.rows.left > 0) return fmt::format("{} rows are left", report.balance.rows.left);
  for (const StageReport& stage : report.stages) {
    if (!stage.had_enough && stage.items_dropped > 0) return stage.name + ": dropped items without having had enough";
  }
  return "";
}

// Rows that came to sinks which use all they get, as the report has them and as these saw them.
std::string miscounted_rows(const Graph& graph, const Record& record, const RunReport& report) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    const Node& node = graph.nodes[s];
    if (node.role != Role::sink || node.meets_host || node.enough_after || node.throws_at || node.rejects != Rejects::none) continue;
    std::uint64_t rows = 0;
    for (const auto& seen : record.stages[s]) {
      for (const std::uint64_t value : seen->values) rows += rows_of(value);
    }
    if (rows != report.stages[s].rows_in) return fmt::format("s{}: {} rows came, and {} were counted", s, rows, report.stages[s].rows_in);
  }
  return "";
}

/// One run: the engine, what drives it, and what happens to it from outside.
class Simulation {
 public:
  Simulation(const Graph& graph, Record& record, Random& random)
      : graph_(graph),
        record_(record),
        random_(random),
        plan_(plan_of(graph, record)),
        host_(graph, plan_, record),
        engine_(plan_, executor_, host_.host_queues()) {
    executor_.bias = random_() % 4;
    stop_at_ = random_() % 20 == 0 ? random_() % 200 : kNotAtAll;
    drain_at_ = random_() % 20 == 0 ? random_() % 200 : kNotAtAll;
    eagerness_ = 1 + random_() % 8;
    restlessness_ = 1 + random_() % 16;
    record.while_waiting = [this] {
      if (random_() % 2 == 0) flush_due(random_() % 2 == 0 ? 0s : 1s);
    };
    engine_.on_deadline([this](SteadyTime time) { timer_ = std::min(timer_, time); });
    host_.on_wake([this](std::size_t stage) { engine_.wake({static_cast<std::uint32_t>(stage), 0}, executor_.works); });
    record.world = &world_;
    world_.on_wake([this](Work replica) { engine_.wake(replica, executor_.works); });
    engine_.set_outside(&world_);
    executor_.during_call = [this] { during_call(); };
  }

  // Runs until no work is left.
  Ending run() {
    Ending ending = run_all();
    host_.let_go();
    engine_.set_outside(nullptr);
    if (ending.wrong.empty()) ending.wrong = world_.wrong();
    note(executor_.time.stopwatch().time_since_epoch().count());
    RunReport report = engine_.report(false);
    engine_.balance(report);
    if (ending.wrong.empty()) ending.wrong = unbalanced(report);
    if (ending.wrong.empty()) ending.wrong = miscounted_rows(graph_, record_, report);
    for (const StageReport& stage : report.stages) {
      for (const std::uint64_t count : {stage.items_in, stage.items_out, stage.items_dropped, stage.batches_in, stage.batches_out})
        note(count);
      for (const Nanoseconds time : {stage.busy, stage.waiting_input, stage.waiting_room}) note(time.count());
    }
    return ending;
  }

  [[nodiscard]] const Engine& engine() const noexcept { return engine_; }
  [[nodiscard]] std::uint64_t trace() const noexcept { return trace_; }

 private:
  Ending run_all() {
    Ending ending;
    Watch watch(engine_, plan_, executor_, graph_);
    if (stop_at_ < kStopsFirst) {  // such as a host whose stop comes before the start
      engine_.stop();
      ending.stopped = true;
    }
    engine_.start(executor_.works);
    for (std::size_t step = 0; !executor_.works.empty() || executor_.holds > 0; ++step) {
      from_outside(step, ending);
      if (executor_.works.empty()) {
        if (executor_.holds == 0) break;
        if (!host_goes_on()) return {"a stage waits for a host that has done all:\n" + engine_.dump()};
        continue;
      }
      activate(executor_.pick(random_));
      if (auto wrong = watch.after_step(timer_); !wrong.empty()) return {fmt::format("step {}: {}", step, wrong)};
    }
    return ending;
  }

  void from_outside(std::size_t step, Ending& ending) {
    executor_.time.advance(Nanoseconds(random_() % 2'000));
    if (executor_.time.now() >= timer_) fire_timer();
    if (step == stop_at_) {
      engine_.stop();
      ending.stopped = true;
    }
    if (step == drain_at_) {
      host_.close();
      engine_.drain(executor_.works);
      ending.drained = true;
    }
    change_sizes();
    if (random_() % 16 == 0) flush_due(random_() % 2 == 0 ? 0s : 1s);
    if (random_() % eagerness_ == 0) host_.act(random_);
    if (graph_.waits_outside) go_on_outside();
  }

  // What stages wait for happens, or one is woken for nothing.
  void go_on_outside() {
    if (random_() % eagerness_ == 0) world_.act(random_);
    if (random_() % 32 != 0) return;
    const std::size_t stage = random_() % plan_.stages.size();
    engine_.wake({static_cast<std::uint32_t>(stage), static_cast<std::uint32_t>(random_() % plan_.stages[stage].replicas)},
                 executor_.works);
  }

  // Without work, a run that is held goes on only by its host, by what stages wait for, or by what waits for its `batch_wait`.
  bool host_goes_on() {
    if (host_.act(random_)) return true;
    if (world_.act(random_)) return true;
    if (timer_ == kNever) return false;
    executor_.time.advance(std::max(timer_ - executor_.time.now(), Nanoseconds(0)));
    fire_timer();
    return true;
  }

  void fire_timer() {
    timer_ = kNever;
    flush_due(0s);
  }

  void activate(Work work) {
    note(work.stage);
    note(work.replica);
    Handoff handoff(engine_);
    const std::atomic<bool> hurry = random_() % 8 == 0;
    handoff.hurry = &hurry;
    engine_.activate(work, handoff);
    executor_.works.insert(executor_.works.end(), handoff.next.begin(), handoff.next.end());
  }

  void during_call() {
    executor_.time.advance(Nanoseconds(random_() % 200'000));
    change_sizes();
    while (random_() % 4 == 0 && host_.act(random_)) {
    }
    while (graph_.waits_outside && random_() % 4 == 0 && world_.act(random_)) {
    }
  }

  // What stages measure of each other may change at any time, in ways that the simulated costs would not come to.
  void change_sizes() {
    if (random_() % restlessness_ != 0) return;
    engine_.pretend_cost(random_() % plan_.edges.size(), 200'000.0 / static_cast<double>(1 + random_() % 64));
  }

  void flush_due(Nanoseconds later) { timer_ = std::min(timer_, engine_.flush_due(executor_.time.now() + later, executor_.works)); }

  template <class T>
  void note(T value) {
    trace_ = mix(trace_ ^ static_cast<std::uint64_t>(value)) + 1;
  }

  const Graph& graph_;
  const Record& record_;
  Random& random_;
  const Plan plan_;
  SimulatedExecutor executor_;
  SimulatedWorld world_{executor_.time};
  Host host_;
  Engine engine_;
  std::size_t stop_at_ = 0;
  std::size_t drain_at_ = 0;
  std::size_t eagerness_ = 0;     // of the host
  std::size_t restlessness_ = 0;  // of the sizes
  SteadyTime timer_ = kNever;     // when `flush_due` is wanted
  std::uint64_t trace_ = 0;
};

std::string judge(const Graph& graph, const Engine& engine, const Ending& ending, const Record& record) {
  if (!ending.wrong.empty()) return ending.wrong;
  if (auto wrong = compare_calls(record); !wrong.empty()) return wrong;
  if (const auto error = engine.error()) {
    if (!graph.throws) return "an error without a cause";
    try {
      std::rethrow_exception(error);
    } catch (const StageError& caught) {
      return caught.stage() == fmt::format("s{}", record.first_thrower.load()) ? "" : "the error is not the first one";
    }
  }
  if (ending.stopped) return "";
  if (!engine.done()) return "stalled:\n" + engine.dump();
  const Graph sent = ending.drained ? as_sent(graph, record) : graph;
  return compare(sent, expected_of(sent), record);
}

}  // namespace

Outcome simulate(std::uint64_t seed) {
  Random random(seed);
  const Graph graph = random_graph(random);
  const std::int64_t live_before = Item::live;
  Outcome outcome;
  {
    Record record;
    Simulation simulation(graph, record, random);
    const Ending ending = simulation.run();
    outcome = {judge(graph, simulation.engine(), ending, record), simulation.trace()};
  }
  if (outcome.wrong.empty() && Item::live != live_before) outcome.wrong = fmt::format("{} items leaked", Item::live - live_before);
  return outcome;
}

}  // namespace weir::simulation
