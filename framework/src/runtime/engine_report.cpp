// The engine seen from outside: what it reports, and its state in words.

#include <fmt/format.h>

#include <algorithm>

#include <weir/error.hpp>

#include "diagnostics/what_of.hpp"
#include "runtime/engine.hpp"
#include "runtime/part_done.hpp"

namespace weir::runtime {

std::vector<std::string> Engine::busy_stages() const {
  std::vector<std::string> busy;
  for (const auto& gate : gates_) {
    if (gate->in_call()) busy.push_back(gate->stage().name);
  }
  return busy;
}

std::vector<std::string> Engine::waiting_stages() const {
  std::vector<std::string> waiting;
  for (const auto& gate : gates_) {
    if (gate->waiting_for(WaitsFor::host) > 0)
      waiting.push_back(fmt::format("{} '{}' waits for the program", gate->is_source() ? "inlet" : "outlet", gate->stage().name));
    if (const std::size_t replicas = gate->waiting_for(WaitsFor::outside); replicas > 0)
      waiting.push_back(fmt::format("stage '{}' waits for something outside, in {} of its {} replicas", gate->stage().name, replicas,
                                    gate->stage().replicas));
    if (gate->waiting_for(WaitsFor::next_try) > 0)
      waiting.push_back(fmt::format("stage '{}' waits to make a call again that failed", gate->stage().name));
  }
  return waiting;
}

namespace {

StageReport planned_report(const PlannedStage& stage, const Plan& plan) {
  StageReport entry;
  entry.name = stage.name;
  entry.kind = stage.kind;
  entry.replicas = stage.replicas;
  if (!stage.in_edges.empty()) entry.queue_depth = plan.edges[stage.in_edges.front()].queue_depth;
  for (const NamedOutput& output : stage.named_outputs) entry.named_outputs.push_back({output.name});
  return entry;
}

void count_work(const Gate& gate, const GateReport& counted, StageReport& entry) {
  const PlannedStage& stage = gate.stage();
  const StageTotals& totals = counted.totals;
  entry.items_in = totals.in.items;
  entry.items_out = totals.out.items;
  entry.items_dropped = totals.dropped.items;
  if (!gate.is_source()) entry.rows_in = rows(totals.in, gate.item_type());
  if (!gate.is_source()) entry.rows_dropped = rows(totals.dropped, gate.item_type());
  if (stage.out != nullptr) entry.rows_out = rows(totals.out, *stage.out);
  for (std::size_t n = 0; n < counted.named_out.size(); ++n) {
    entry.named_outputs[n].items = counted.named_out[n].items;
    entry.named_outputs[n].rows = rows(counted.named_out[n], *stage.named_outputs[n].type);
  }
}

StageReport stage_report(const Gate& gate, const GateReport& counted, const Plan& plan) {
  StageReport entry = planned_report(gate.stage(), plan);
  count_work(gate, counted, entry);
  entry.batches_in = counted.totals.batches_in;
  entry.batches_out = counted.totals.batches_out;
  entry.busy = counted.totals.busy;
  entry.waiting_input = counted.totals.waiting_input;
  entry.waiting_room = counted.totals.waiting_room;
  entry.waiting_outside = counted.totals.waiting_outside;
  entry.queued = counted.queued;
  entry.waits_outside = counted.waits_outside;
  entry.in_call = gate.in_call();
  entry.output_closed = gate.is_output_closed();
  entry.had_enough = gate.has_enough();
  for (std::size_t e = 0; e < counted.peak_queues.size(); ++e) {
    // The fullest by share of its depth stands for the stage.
    const Edge& edge = *gate.in_edges()[e];
    if (e > 0 && counted.peak_queues[e] * entry.queue_depth <= entry.peak_queue * edge.depth) continue;
    entry.peak_queue = counted.peak_queues[e];
    entry.queue_depth = edge.depth;
    entry.peak_promised = edge.depth - edge.credits.fewest();
  }
  return entry;
}

bool counts_rows(const Plan& plan) {
  return std::any_of(plan.stages.begin(), plan.stages.end(), [](const PlannedStage& stage) { return stage.counts_rows(); });
}

}  // namespace

RunReport planned_report(const Plan& plan) {
  RunReport report;
  report.pipeline = plan.name;
  report.workers = plan.workers;
  report.counts_rows = counts_rows(plan);
  report.stages.reserve(plan.stages.size());
  for (const PlannedStage& stage : plan.stages) report.stages.push_back(planned_report(stage, plan));
  return report;
}

RunReport Engine::report(bool with_counters) {
  RunReport report;
  report.pipeline = plan_.name;
  report.counts_rows = counts_rows(plan_);
  report.finished = done();
  report.cut_short = std::any_of(gates_.begin(), gates_.end(), [](const auto& gate) { return gate->is_cut_short(); });
  if (std::any_of(edges_.begin(), edges_.end(), [](const auto& edge) { return edge->memory != nullptr; }))
    report.peak_queued_bytes = memory_.peak();
  report.overhead = Nanoseconds(overhead_.load(std::memory_order_relaxed));
  report.stages.reserve(gates_.size());
  std::vector<std::optional<double>> progress;
  progress.reserve(gates_.size());
  for (auto& gate : gates_) {
    const PlannedStage& stage = gate->stage();
    const GateReport counted = gate->report(clock_.stopwatch());
    StageReport entry = stage_report(*gate, counted, plan_);
    for (const std::size_t peak : counted.peak_queues) report.peak_batches += peak;
    report.peak_batches +=
        std::min(stage.replicas * counted.totals.peak_in_hand, gate->most_in_hand()) + stage.replicas * stage.out_edges.size();
    if (stage.role == Role::sink) report.items += entry.items_in;
    if (stage.role == Role::sink) report.rows += entry.rows_in;
    progress.push_back(counted.totals.progress);
    if (with_counters) add_counters(*gate, entry);
    report.stages.push_back(std::move(entry));
  }
  report.progress = part_done(plan_, report, std::move(progress));
  return report;
}

// A stage whose counters cannot be had fails the run, if nothing else has; the rest of the report is as true without them.
void Engine::add_counters(const Gate& gate, StageReport& entry) {
  Counters counters;
  try {
    gate.counters(counters);
  } catch (const StageError& error) {
    entry.missing.push_back(fmt::format("its counters are missing: {}", diagnostics::what_of(error.cause())));
    return fail(std::current_exception());
  }
  entry.counters = counters.totals();
  entry.missing = counters.missing();
}

std::string Engine::dump() const {
  std::string text;
  for (const auto& gate : gates_) text += gate->dump();
  return text;
}

std::string Engine::broken_invariant() const {
  for (const auto& gate : gates_) {
    std::vector<Home> outstanding;
    for (const Edge* edge : gate->out_edges()) outstanding.push_back(gates_[edge->to]->outstanding(*edge));
    if (auto broken = gate->broken_invariant(outstanding); !broken.empty())
      return fmt::format("stage '{}': {}", gate->stage().name, broken);
  }
  return "";
}

std::size_t Engine::live_batches() const {
  std::size_t live = 0;
  for (const auto& gate : gates_) live += gate->live_batches();
  return live;
}

}  // namespace weir::runtime
