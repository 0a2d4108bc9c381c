// Where the items of a run went, from counters that no one place keeps all of: what does not add up was lost.

#include <fmt/format.h>

#include <algorithm>

#include "runtime/engine.hpp"

namespace weir::runtime {

namespace {

// Whether all that the stage reads has been rejected elsewhere.
bool reads_rejects(const Plan& plan, const PlannedStage& stage) {
  return std::all_of(stage.in_edges.begin(), stage.in_edges.end(), [&](std::size_t e) {
    const PlannedEdge& edge = plan.edges[e];
    return detail::output_of_rejects(plan.stages[edge.from].named_outputs) == edge.output;
  });
}

void count_rejects(const Plan& plan, const PlannedStage& stage, StageReport& entry) {
  const auto output = detail::output_of_rejects(stage.named_outputs);
  if (!output) return;
  const OutputReport& rejects = entry.named_outputs.back();
  const bool is_read = plan.is_read(stage, *output);
  (is_read ? entry.items_rejected : entry.items_skipped) = rejects.items;
  (is_read ? entry.rows_rejected : entry.rows_skipped) = rejects.rows;
}

void count_left(const Gate& gate, const GateBalance& balance, StageReport& entry) {
  Amount left = balance.in_hand;
  for (const Edge* edge : gate.in_edges()) left += edge->queue.left();
  entry.items_left = left.items;
  if (!gate.is_source()) entry.rows_left = rows(left, gate.item_type());
  for (std::size_t e = 0; e < gate.out_edges().size(); ++e) {
    entry.items_unsent += balance.unsent[e].items;
    entry.rows_unsent += rows(balance.unsent[e], gate.out_edges()[e]->item_type);
  }
}

// As a report counts it: in rows only where there are any.
std::string text(Amount amount) {
  return amount.rows == 0 ? fmt::format("{} items", amount.items) : fmt::format("{} items of {} rows", amount.items, amount.rows);
}

// What came to a stage: taken from its queues, it was used or dropped, or is in a hand.
std::string wrong_in(const Gate& gate, const GateBalance& balance) {
  Amount taken;
  for (const Edge* edge : gate.in_edges()) {
    const BatchQueue& queue = edge->queue;
    taken += queue.taken();
    if (queue.put() != queue.taken() + queue.left())
      return fmt::format("{} put, {} taken, {} left in its queue", text(queue.put()), text(queue.taken()), text(queue.left()));
  }
  if (gate.is_source() || taken == balance.used + balance.dropped + balance.in_hand) return "";
  return fmt::format("{} taken, {} used, {} dropped, {} in hand", text(taken), text(balance.used), text(balance.dropped),
                     text(balance.in_hand));
}

// What a stage made: each edge of the output has got it, or it was refused there, or it has not been sent.
std::string wrong_out(const Gate& gate, const GateBalance& balance) {
  for (std::size_t e = 0; e < gate.out_edges().size(); ++e) {
    const Edge& edge = *gate.out_edges()[e];
    const Amount made = balance.made[edge.output];
    const BatchQueue& queue = edge.queue;
    if (made == queue.put() + queue.refused() + balance.unsent[e]) continue;
    return fmt::format("{} made, {} put, {} refused, {} not sent", text(made), text(queue.put()), text(queue.refused()),
                       text(balance.unsent[e]));
  }
  return "";
}

// Items of all outputs of a source.
void add_read(const PlannedStage& stage, const GateBalance& balance, Balance& sum) {
  for (std::size_t output = 0; output < balance.made.size(); ++output) {
    sum.read += balance.made[output].items;
    sum.rows.read += rows(balance.made[output], stage.output_type(output));
  }
}

// Of a sink, which may reject several items of one.
void add_written(const Gate& gate, const GateBalance& balance, const StageReport& entry, Balance& sum) {
  const std::uint64_t used = rows(balance.used, gate.item_type());
  sum.written += balance.used.items - std::min(entry.items_rejected + entry.items_skipped, balance.used.items);
  sum.rows.written += used - std::min(entry.rows_rejected + entry.rows_skipped, used);
}

void add_others(const StageReport& entry, Balance& sum) {
  sum.rejected += entry.items_rejected;
  sum.skipped += entry.items_skipped;
  sum.dropped += entry.items_dropped;
  sum.left += entry.items_left + entry.items_unsent;
  sum.rows.rejected += entry.rows_rejected;
  sum.rows.skipped += entry.rows_skipped;
  sum.rows.dropped += entry.rows_dropped;
  sum.rows.left += entry.rows_left + entry.rows_unsent;
}

EdgeReport edge_report(const Edge& edge, const Plan& plan) {
  const BatchQueue& queue = edge.queue;
  return {.from = plan.stages[edge.from].output_label(edge.output),
          .to = plan.stages[edge.to].name,
          .items_put = queue.put().items,
          .items_taken = queue.taken().items,
          .items_left = queue.left().items,
          .rows_put = rows(queue.put(), edge.item_type),
          .rows_taken = rows(queue.taken(), edge.item_type),
          .rows_left = rows(queue.left(), edge.item_type),
          .peak_bytes = edge.memory ? std::optional(edge.memory->peak()) : std::nullopt};
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
    count_left(gate, balance, entry);
    count_rejects(plan_, stage, entry);
    if (gate.is_source()) add_read(stage, balance, sum);
    if (stage.role == Role::sink && !reads_rejects(plan_, stage)) add_written(gate, balance, entry, sum);
    add_others(entry, sum);
    for (const std::string& wrong : {wrong_in(gate, balance), wrong_out(gate, balance)}) {
      if (sum.wrong.empty() && !wrong.empty()) sum.wrong = fmt::format("stage '{}': {}", stage.name, wrong);
    }
  }
  report.edges.reserve(edges_.size());
  for (const auto& edge : edges_) report.edges.push_back(edge_report(*edge, plan_));
}

}  // namespace weir::runtime
