// A gate seen from outside: totals, invariants, and its state in words.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "runtime/gate.hpp"

namespace weir::runtime {

bool Gate::done() const {
  const std::lock_guard lock(mutex_);
  return finished_ == replicas_.size();
}

GateTotals Gate::totals(Nanoseconds time) {
  std::vector<std::size_t> peaks(in_edges_.size());  // no memory is asked for under the gate
  const std::lock_guard lock(mutex_);
  account(time);
  GateTotals totals = totals_;
  for (const Edge* edge : in_edges_) totals.queued = std::max(totals.queued, edge->queued());
  std::transform(in_edges_.begin(), in_edges_.end(), peaks.begin(), [](const Edge* edge) { return edge->peak; });
  totals.peak_queues = std::move(peaks);
  // A call that has just ended is in neither sum until its replica settles, some microseconds later.
  for (const auto& replica : replicas_) {
    const Nanoseconds began = replica->call_began.load(std::memory_order_relaxed);
    if (began != 0) totals.busy += std::max<Nanoseconds>(time - began, 0);
  }
  return totals;
}

bool Gate::in_call() const noexcept {
  for (const auto& replica : replicas_) {
    if (replica->call_began.load(std::memory_order_relaxed) != 0) return true;
  }
  return false;
}

bool Gate::waits_for_host() const {
  const std::lock_guard lock(mutex_);
  return asleep_;
}

void Gate::counters(Counters& counters) const {
  for (const auto& replica : replicas_) {
    try {
      replica->instance->counters(counters);
    } catch (...) {
      throw StageError(stage_->name, replica->index, std::current_exception());
    }
  }
}

std::size_t Gate::live_batches() const {
  const std::lock_guard lock(mutex_);
  std::size_t live = queued();
  for (const auto& replica : replicas_) {
    live += replica->inputs.size() - replica->next_input;
    for (const auto& writer : replica->writers) live += writer.reserved.size() + writer.sealed.size() + (writer.open->size() > 0 ? 1 : 0);
  }
  for (const Batch* batch : tail_) live += batch->size() > 0 ? 1 : 0;
  return live;
}

std::size_t Gate::outstanding(const Edge& edge) const {
  const std::lock_guard lock(mutex_);
  std::size_t batches = 0;
  for (std::size_t e = 0; e < in_edges_.size(); ++e) {
    if (in_edges_[e] != &edge) continue;
    for (const auto& replica : replicas_) batches += replica->taken_from[e];
  }
  return batches;
}

std::string Gate::broken_invariant(std::span<const std::size_t> outstanding) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t p = 0; p < out_edges_.size(); ++p) {
    const Edge& edge = *out_edges_[p];
    std::size_t reserved = 0;
    for (const auto& replica : replicas_) {
      const std::size_t held = replica->writers[p].reserved.size();
      if (held > 0 && replica->state != ReplicaState::running) return "a replica that does not run holds a credit";
      reserved += held;
    }
    if (edge.queued() + reserved + edge.credits + outstanding[p] != edge.depth) {
      return fmt::format("queued {} + reserved {} + free {} + to be given back {} != depth {}", edge.queued(), reserved, edge.credits,
                         outstanding[p], edge.depth);
    }
  }
  return broken_replicas();
}

bool Gate::states_agree() const {
  std::array<std::size_t, 5> in_state{};
  for (const auto& replica : replicas_) ++in_state[static_cast<std::size_t>(replica->state)];
  constexpr auto kRunning = static_cast<std::size_t>(ReplicaState::running);
  return in_state == std::array<std::size_t, 5>{free_.size(), in_state[kRunning], parked_.size(), waiting_.size(), finished_};
}

std::string Gate::broken_replicas() const {
  if (!states_agree()) return "a replica is in two states or in none";
  std::size_t in_hand = 0;
  for (const auto& replica : replicas_) in_hand += replica->inputs.size() - replica->next_input;
  std::uint64_t pushed = 0;
  for (const Edge* edge : in_edges_) pushed += edge->pushed;
  if (pushed != totals_.batches_in + in_hand + queued()) return "a batch was lost or came twice";
  if (finished_ > 0 && !is_source() && !input_ended()) return "finished before its input ended";
  return "";
}

std::string Gate::dump() const {
  static constexpr std::array<std::string_view, 5> kStates{"free", "running", "parked", "waiting for the head", "finished"};
  const std::lock_guard lock(mutex_);
  std::string text = fmt::format("stage '{}': finishing {}, head {}, next ticket {}\n", stage_->name, finishing_, head_, next_ticket_);
  for (const Edge* edge : in_edges_) {
    text += fmt::format("  in: queued {} of {}, closed {}\n", edge->queued(), edge->depth, edge->closed);
  }
  for (const Edge* edge : out_edges_) text += fmt::format("  out: credits {} of {}\n", edge->credits, edge->depth);
  for (const auto& replica : replicas_) {
    text += fmt::format("  replica {}: {}, in hand {}, ticket {}", replica->index, kStates[static_cast<std::size_t>(replica->state)],
                        replica->inputs.size() - replica->next_input, replica->ticket);
    for (const auto& writer : replica->writers) text += fmt::format(", open {} of {}", writer.open->size(), writer.limit);
    text += '\n';
  }
  return text;
}

}  // namespace weir::runtime
