// A gate seen from outside: what it has counted, its invariants, and its state in words.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>

#include <weir/error.hpp>

#include "runtime/gate.hpp"

namespace weir::runtime {

bool Gate::done() const {
  const std::lock_guard lock(lock_);
  return finished_ == replicas_.size();
}

GateReport Gate::report(StopwatchTime time) {
  GateReport report;
  report.peak_queues.resize(in_edges().size());  // no memory is asked for under the gate
  report.named_out.resize(stage_.named_outputs.size());
  const std::lock_guard lock(lock_);
  account(time);
  report.totals = meter_.totals();
  report.waits_outside = waiting().outside;
  std::copy(report.totals.named_out.begin(), report.totals.named_out.end(), report.named_out.begin());
  for (std::size_t e = 0; e < in_edges().size(); ++e) {
    report.peak_queues[e] = in_edges()[e]->queue.peak();
    report.queued = std::max(report.queued, in_edges()[e]->queue.size());
  }
  // A call that has just ended is in neither sum until its replica settles, some microseconds later.
  for (const auto& replica : replicas_) report.totals.busy += replica->work.call.taken(time);
  return report;
}

bool Gate::in_call() const noexcept {
  return std::any_of(replicas_.begin(), replicas_.end(), [](const auto& replica) { return replica->work.call.any(); });
}

bool Gate::wants_nothing() const {
  return std::any_of(replicas_.begin(), replicas_.end(), [](const auto& replica) { return replica->work.instance->wants_nothing(); });
}

std::size_t Gate::waiting_for(WaitsFor what) const {
  const std::lock_guard lock(lock_);
  return static_cast<std::size_t>(std::count_if(replicas_.begin(), replicas_.end(), [what](const auto& replica) {
    return replica->state != ReplicaState::running && replica->work.waits == what;
  }));
}

void Gate::counters(Counters& counters) const {
  for (const auto& replica : replicas_) {
    try {
      replica->work.instance->counters(counters);
    } catch (...) {
      throw StageError(stage_.name, replica->work.index, std::current_exception());
    }
  }
}

std::size_t Gate::live_batches() const {
  const std::lock_guard lock(lock_);
  std::size_t live = inputs_.size() + (window_ ? window_->live_batches() : 0);
  for (const auto& replica : replicas_) live += replica->work.in_hand.left() + replica->work.outputs.live_batches();
  return live;
}

Home Gate::outstanding(const Edge& edge) const {
  const std::lock_guard lock(lock_);
  Home home;
  for (std::size_t e = 0; e < in_edges().size(); ++e) {
    if (in_edges()[e] != &edge) continue;
    for (const auto& replica : replicas_) {
      home.credits += replica->work.in_hand.owed[e].credits;
      home.bytes += replica->work.in_hand.owed[e].bytes;
    }
  }
  return home;
}

std::string Gate::broken_invariant(std::span<const Home> outstanding) const {
  const std::lock_guard lock(lock_);
  for (std::size_t e = 0; e < out_edges().size(); ++e) {
    const Edge& edge = *out_edges()[e];
    std::size_t reserved = 0;
    std::size_t promised = 0;
    for (const auto& replica : replicas_) {
      const detail::EdgeWriter& writer = replica->work.outputs.writer(e);
      if (replica->state != ReplicaState::running && (!writer.reserved.empty() || (edge.memory && writer.promised > 0)))
        return "a replica that does not run holds a credit, or was promised memory";
      reserved += writer.reserved.size();
      promised += writer.promised;
    }
    if (edge.queue.size() + reserved + edge.credits.free() + outstanding[e].credits != edge.depth) {
      return fmt::format("queued {} + reserved {} + free {} + to be given back {} != depth {}", edge.queue.size(), reserved,
                         edge.credits.free(), outstanding[e].credits, edge.depth);
    }
    if (!edge.memory) continue;
    const std::size_t held = edge.queue.bytes() + promised + outstanding[e].bytes;
    if (static_cast<std::int64_t>(held) != edge.memory->held()) {
      return fmt::format("{} bytes queued + {} promised + {} to be given back != {} held", edge.queue.bytes(), promised,
                         outstanding[e].bytes, edge.memory->held());
    }
  }
  return broken_replicas();
}

bool Gate::states_agree() const {
  std::array<std::size_t, 5> in_state{};
  for (const auto& replica : replicas_) ++in_state[static_cast<std::size_t>(replica->state)];
  constexpr auto kRunning = static_cast<std::size_t>(ReplicaState::running);
  const std::size_t waiting = window_ ? window_->waiting() : 0;
  return in_state == std::array<std::size_t, 5>{free_.size(), in_state[kRunning], parked_.size(), waiting, finished_};
}

std::string Gate::broken_replicas() const {
  if (!states_agree()) return "a replica is in two states or in none";
  std::size_t in_hand = 0;
  for (const auto& replica : replicas_) in_hand += replica->work.in_hand.left();
  std::uint64_t pushed = 0;
  for (const Edge* edge : in_edges()) pushed += edge->queue.pushed();
  if (pushed + parts_ != meter_.totals().batches_in + meter_.totals().batches_dropped + in_hand + inputs_.size())
    return "a batch was lost or came twice";
  if (finished_ > 0 && !is_source() && !inputs_.ended() && !has_enough()) return "finished before its input ended";
  return "";
}

std::string Gate::dump() const {
  static constexpr std::array<std::string_view, 5> kStates{"free", "running", "parked", "waiting for the head", "finished"};
  const std::lock_guard lock(lock_);
  std::string text = fmt::format("stage '{}': finishing {}, has enough {}", stage_.name, finishing_, has_enough());
  if (window_) text += fmt::format(", head {}, next ticket {}", window_->head(), window_->next_ticket());
  text += '\n';
  for (const Edge* edge : in_edges()) {
    text += fmt::format("  in: queued {} of {}, closed {}\n", edge->queue.size(), edge->depth, edge->queue.closed());
  }
  for (const Edge* edge : out_edges()) {
    text += fmt::format("  out: credits {} of {}", edge->credits.free(), edge->depth);
    if (edge->memory) text += fmt::format(", {} bytes held", edge->memory->held());
    text += '\n';
  }
  for (const auto& replica : replicas_) {
    text += fmt::format("  replica {}: {}, in hand {}, ticket {}", replica->work.index, kStates[static_cast<std::size_t>(replica->state)],
                        replica->work.in_hand.left(), replica->ticket);
    for (const auto& writer : replica->work.outputs.writers()) text += fmt::format(", open {} of {}", writer.open->size(), writer.limit);
    text += '\n';
  }
  return text;
}

}  // namespace weir::runtime
