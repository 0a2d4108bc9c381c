#include "simulation/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "plan/bound.hpp"

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
  if (auto over = over_memory(); !over.empty()) return over;
  if (auto wrong = goes_on_unread(); !wrong.empty()) return wrong;
  if (auto wrong = kept_too_long(timer); !wrong.empty()) return wrong;
  if (auto wrong = unfair(); !wrong.empty()) return wrong;
  return accounts();
}

// An event that changes nothing enables nothing: whatever could be handed out has been. Where all queues share a limit, that is so only for
// a stage whose out-edges hold nothing: what another edge gives back wakes nobody here, but what this one holds will.
std::string Watch::lost_wake_up() {
  runtime::Works works;
  std::vector<runtime::Batch*> none;
  for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
    runtime::Gate& gate = engine_.gate(s);
    const auto time = executor_.time.stopwatch();
    const auto& out = gate.out_edges();
    const bool held =
        std::any_of(out.begin(), out.end(), [](const runtime::Edge* edge) { return edge->memory && edge->memory->held() > 0; });
    if (gate.is_source())
      gate.give_back(*gate.out_edges().front(), {}, none, time, works);
    else
      static_cast<void>(gate.put(*gate.in_edges().front(), none, none, time, works));
    if (works.empty()) continue;
    const bool may_wait = plan_.memory && held;
    if (!may_wait) return fmt::format("stage '{}': something could be handed out and was not", plan_.stages[s].name);
    executor_.works.insert(executor_.works.end(), works.begin(), works.end());
    works.clear();
  }
  return "";
}

// A queue takes no batch when it has reached its limit, but each replica may have been filling one by then.
std::string Watch::over_memory() {
  std::int64_t most_of_all = static_cast<std::int64_t>(plan_.memory.value_or(0));
  std::int64_t held = 0;
  for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
    for (std::size_t e = 0; e < plan_.stages[s].in_edges.size(); ++e) {
      const runtime::Edge& edge = *engine_.gate(s).in_edges()[e];
      if (!edge.memory) continue;
      const PlannedEdge& planned = plan_.edges[plan_.stages[s].in_edges[e]];
      const auto beyond = static_cast<std::int64_t>((1 + plan::filling_batches(plan_, planned)) *
                                                    std::max(edge.memory->largest(), edge.memory->batch_bytes()));
      held += edge.memory->held();
      most_of_all += beyond;
      if (planned.memory && edge.memory->held() > static_cast<std::int64_t>(*planned.memory) + beyond)
        return fmt::format("stage '{}': {} bytes held, limit {}, and {} beyond it", plan_.stages[s].name, edge.memory->held(),
                           *planned.memory, beyond);
    }
  }
  return plan_.memory && held > most_of_all ? fmt::format("{} bytes held, limit {}", held, *plan_.memory) : "";
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
  // At the beginning of time nothing is due yet, so this only asks; it may hand out what another queue's memory was lacking for.
  const runtime::SteadyTime next = engine_.flush_due(runtime::SteadyTime::min(), executor_.works);
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
    const Nanoseconds waited = totals.waiting_input + totals.waiting_room + totals.waiting_outside;
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
