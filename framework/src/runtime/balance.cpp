// Where the items of a run went, from counters that no one place keeps all of: what does not add up was lost.

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "runtime/engine.hpp"

namespace weir::runtime {

namespace {

// Whether all that the stage reads has been rejected elsewhere.
bool reads_rejects(const Plan& plan, const PlannedStage& stage) {
  return std::all_of(stage.in_edges.begin(), stage.in_edges.end(), [&](std::size_t e) {
    const PlannedEdge& edge = plan.edges[e];
    return plan.stages[edge.from].rejected_output() == edge.output;
  });
}

void count_rejects(const Plan& plan, const PlannedStage& stage, StageReport& entry) {
  const auto output = stage.rejected_output();
  if (!output) return;
  (plan.is_read(stage, *output) ? entry.items_rejected : entry.items_skipped) = entry.named_outputs.back().items;
}

// What came to a stage: taken from its queues, it was used or dropped, or is in a hand.
std::string wrong_in(const Gate& gate, const GateBalance& balance) {
  std::uint64_t taken = 0;
  for (const Edge* edge : gate.in_edges()) {
    const BatchQueue& queue = edge->queue;
    taken += queue.items_taken();
    if (queue.items_put() != queue.items_taken() + queue.items_left())
      return fmt::format("{} items put, {} taken, {} left in its queue", queue.items_put(), queue.items_taken(), queue.items_left());
  }
  if (gate.is_source() || taken == balance.used + balance.dropped + balance.in_hand) return "";
  return fmt::format("{} items taken, {} used, {} dropped, {} in hand", taken, balance.used, balance.dropped, balance.in_hand);
}

// What a stage made: each edge of the output has got it, or it was refused there, or it has not been sent.
std::string wrong_out(const Gate& gate, const GateBalance& balance) {
  for (std::size_t e = 0; e < gate.out_edges().size(); ++e) {
    const Edge& edge = *gate.out_edges()[e];
    const std::uint64_t made = balance.made[edge.output];
    if (made == edge.queue.items_put() + edge.queue.items_refused() + balance.unsent[e]) continue;
    return fmt::format("{} items made, {} put, {} refused, {} not sent", made, edge.queue.items_put(), edge.queue.items_refused(),
                       balance.unsent[e]);
  }
  return "";
}

}  // namespace

void Engine::balance(RunReport& report) const {
  Balance& sum = report.balance;
  GateBalance balance;  // of one after the other, in the same memory
  for (std::size_t s = 0; s < gates_.size(); ++s) {
    const Gate& gate = *gates_[s];
    const PlannedStage& stage = gate.stage();
    StageReport& entry = report.stages[s];
    gate.balance(balance);
    entry.items_left = balance.in_hand;
    for (const Edge* edge : gate.in_edges()) entry.items_left += edge->queue.items_left();
    entry.items_unsent = std::accumulate(balance.unsent.begin(), balance.unsent.end(), std::uint64_t{0});
    count_rejects(plan_, stage, entry);
    if (gate.is_source()) sum.read += std::accumulate(balance.made.begin(), balance.made.end(), std::uint64_t{0});
    const std::uint64_t unused = std::min(entry.items_rejected + entry.items_skipped, balance.used);  // it may reject several of one
    if (stage.role == Role::sink && !reads_rejects(plan_, stage)) sum.written += balance.used - unused;
    sum.rejected += entry.items_rejected;
    sum.skipped += entry.items_skipped;
    sum.dropped += entry.items_dropped;
    sum.left += entry.items_left + entry.items_unsent;
    for (const std::string& wrong : {wrong_in(gate, balance), wrong_out(gate, balance)}) {
      if (sum.wrong.empty() && !wrong.empty()) sum.wrong = fmt::format("stage '{}': {}", stage.name, wrong);
    }
  }
  report.edges.reserve(edges_.size());
  for (const auto& edge : edges_) {
    const BatchQueue& queue = edge->queue;
    report.edges.push_back({plan_.stages[edge->from].output_label(edge->output), plan_.stages[edge->to].name, queue.items_put(),
                            queue.items_taken(), queue.items_left(), edge->memory ? std::optional(edge->memory->peak()) : std::nullopt});
  }
}

}  // namespace weir::runtime
