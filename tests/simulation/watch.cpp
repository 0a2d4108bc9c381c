#include "simulation/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::simulation {

using runtime::Nanoseconds;

namespace {

std::size_t replicas_of(const Plan& plan) {
  std::size_t replicas = 0;
  for (const PlannedStage& stage : plan.stages) replicas += stage.replicas;
  return replicas;
}

// The out-edges whose readers keep a stage going: none of a sink, and not those of what it rejects, unless it has no others.
std::vector<std::size_t> edges_it_is_there_for(const Plan& plan, std::size_t s) {
  const PlannedStage& stage = plan.stages[s];
  if (stage.role == Role::sink) return {};
  std::vector<std::size_t> edges;
  for (const std::size_t edge : stage.out_edges) {
    if (stage.rejected_output() != plan.edges[edge].output) edges.push_back(edge);
  }
  return edges.empty() ? stage.out_edges : edges;
}

}  // namespace

Watch::Watch(runtime::Engine& engine, const Plan& plan, SimulatedExecutor& executor, const Graph& graph)
    : engine_(engine),
      plan_(plan),
      executor_(executor),
      most_works_(replicas_of(plan)),
      most_batches_(plan.bound().batches),
      started_(executor.time.stopwatch()),
      waited_(plan.stages.size()) {
  for (const PlannedStage& stage : plan.stages) {
    const std::size_t edges = stage.in_edges.size();
    may_say_so_.push_back(graph.nodes[turns_.size()].enough_after.has_value());
    turns_.emplace_back(edges, EdgeTurns{0, 0, std::vector<std::uint64_t>(edges)});
  }
}

std::string Watch::after_step(runtime::SteadyTime timer) {
  if (executor_.works.size() > most_works_) return "more work outstanding than replicas";
  if (auto broken = engine_.broken_invariant(); !broken.empty()) return broken;
  if (const std::size_t live = engine_.live_batches(); live > most_batches_)
    return fmt::format("{} live batches, bound {}", live, most_batches_);
  if (auto lost = lost_wake_up(); !lost.empty()) return lost;
  if (auto wrong = goes_on_unread(); !wrong.empty()) return wrong;
  if (auto wrong = kept_too_long(timer); !wrong.empty()) return wrong;
  if (auto wrong = unfair(); !wrong.empty()) return wrong;
  return accounts();
}

// An event that changes nothing enables nothing: whatever could be handed out has been.
std::string Watch::lost_wake_up() {
  runtime::Works works;
  std::vector<runtime::Batch*> none;
  for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
    runtime::Gate& gate = engine_.gate(s);
    const auto time = executor_.time.stopwatch();
    if (gate.is_source())
      gate.give_back(*gate.out_edges().front(), 0, none, time, works);
    else
      static_cast<void>(gate.put(*gate.in_edges().front(), none, time, works));
    if (!works.empty()) return fmt::format("stage '{}': something could be handed out and was not", plan_.stages[s].name);
  }
  return "";
}

// A stage all of whose readers have had enough has had enough, too, unless it is a sink; and one with another reader has not, unless it
// says so itself.
std::string Watch::goes_on_unread() {
  for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
    const std::vector<std::size_t> edges = edges_it_is_there_for(plan_, s);
    const auto is_unread = [this](std::size_t edge) { return engine_.gate(plan_.edges[edge].to).has_enough(); };
    const bool unread = !edges.empty() && std::all_of(edges.begin(), edges.end(), is_unread);
    const bool has_enough = engine_.gate(s).has_enough();
    if (unread && !has_enough) return fmt::format("stage '{}' goes on though nobody reads it", plan_.stages[s].name);
    if (has_enough && !unread && !may_say_so_[s]) return fmt::format("stage '{}' was ended though it is read", plan_.stages[s].name);
  }
  return "";
}

// Where a part-filled batch rests that may wait only so long, the timer is set for no later than that.
std::string Watch::kept_too_long(runtime::SteadyTime timer) {
  if (engine_.stopping()) return "";
  runtime::Works works;
  // At the beginning of time nothing is due yet, so this only asks.
  const runtime::SteadyTime next = engine_.flush_due(runtime::SteadyTime::min(), works);
  return next < timer ? "a part-filled batch rests, and the timer is set for later than its time" : "";
}

// While a batch waits in a queue, no other queue of the stage gets two turns more than it.
std::string Watch::unfair() {
  for (std::size_t s = 0; s < turns_.size(); ++s) {
    std::vector<std::uint64_t> popped;
    for (std::size_t e = 0; e < turns_[s].size(); ++e) {
      const runtime::BatchQueue& queue = engine_.gate(s).in_edges()[e]->queue;
      popped.push_back(queue.pushed() - queue.size() - turns_[s][e].popped);
    }
    for (std::size_t e = 0; e < turns_[s].size(); ++e) {
      EdgeTurns& turns = turns_[s][e];
      const bool had_batches = turns.queued > popped[e];
      for (std::size_t other = 0; other < turns_[s].size(); ++other) {
        std::uint64_t& passed = turns.passed_over[other];
        passed = had_batches ? passed + popped[other] : 0;
        passed -= std::min(passed, popped[e]);
        if (other != e && passed > 1) return fmt::format("stage '{}': an in-edge was passed over {} times", plan_.stages[s].name, passed);
      }
    }
    for (std::size_t e = 0; e < turns_[s].size(); ++e) {
      turns_[s][e].popped += popped[e];
      turns_[s][e].queued = engine_.gate(s).in_edges()[e]->queue.size();
    }
  }
  return "";
}

// Each replica waits for one thing at a time, or works: together they cannot do more of it than there was time.
std::string Watch::accounts() {
  const auto time = executor_.time.stopwatch();
  for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
    const auto totals = engine_.gate(s).report(time).totals;
    const Nanoseconds waited = totals.waiting_input + totals.waiting_room;
    if (waited < waited_[s]) return fmt::format("stage '{}': time spent waiting was taken back", plan_.stages[s].name);
    waited_[s] = waited;
    const auto replicas = static_cast<std::int64_t>(plan_.stages[s].replicas);
    if (waited + totals.busy > replicas * (time - started_))
      return fmt::format("stage '{}': {} ns waiting and {} ns busy in {} ns of {} replicas", plan_.stages[s].name, waited.count(),
                         totals.busy.count(), (time - started_).count(), replicas);
  }
  return "";
}

}  // namespace weir::simulation
