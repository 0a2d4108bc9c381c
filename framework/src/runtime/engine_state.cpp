// The engine seen from outside: how it ends, what it reports, what is wrong with it.

#include <fmt/format.h>

#include <algorithm>

#include "runtime/engine.hpp"
#include "runtime/part_done.hpp"

namespace weir::runtime {

void Engine::stop() noexcept {
  request_stop();
  for (std::size_t s = 0; s < gates_.size(); ++s) release(s);
}

void Engine::release(std::size_t stage) noexcept {
  if (holds_[stage].exchange(false)) executor_.release();
}

void Engine::wake(std::size_t stage, Works& works) {
  gates_[stage]->wake(stopwatch(), works);
}

void Engine::drain(Works& works) {
  const Nanoseconds time = stopwatch();
  for (auto& gate : gates_) {
    if (gate->is_source() && !gate->meets_host()) gate->drain(time, works);
  }
}

bool Engine::done() const {
  return std::all_of(gates_.begin(), gates_.end(), [](const auto& gate) { return gate->done(); });
}

void Engine::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(error_mutex_);
    if (!error_) error_ = std::move(error);
  }
  stop();
}

std::exception_ptr Engine::error() const {
  const std::lock_guard lock(error_mutex_);
  return error_;
}

std::vector<std::string> Engine::busy_stages() const {
  std::vector<std::string> busy;
  for (const auto& gate : gates_) {
    if (gate->in_call()) busy.push_back(gate->stage().name);
  }
  return busy;
}

std::vector<std::string> Engine::waiting_for_host() const {
  std::vector<std::string> waiting;
  for (const auto& gate : gates_) {
    if (gate->waits_for_host())
      waiting.push_back(fmt::format("{} '{}' waits for the program", gate->is_source() ? "inlet" : "outlet", gate->stage().name));
  }
  return waiting;
}

namespace {

StageReport stage_report(const Gate& gate, const GateTotals& totals) {
  using std::chrono::nanoseconds;
  const PlannedStage& stage = gate.stage();
  StageReport entry;
  entry.name = stage.name;
  entry.kind = stage.kind;
  entry.replicas = stage.replicas;
  entry.items_in = totals.items_in;
  entry.items_out = totals.items_out;
  entry.batches_in = totals.batches_in;
  entry.batches_out = totals.batches_out;
  entry.busy = nanoseconds(totals.busy);
  entry.waiting_input = nanoseconds(totals.waiting_input);
  entry.waiting_room = nanoseconds(totals.waiting_room);
  entry.queued = totals.queued;
  entry.in_call = gate.in_call();
  entry.output_closed = gate.is_output_closed();
  for (std::size_t e = 0; e < totals.peak_queues.size(); ++e) {
    // The fullest by share of its depth stands for the stage.
    const std::size_t depth = gate.in_edges()[e]->depth;
    if (e == 0 || totals.peak_queues[e] * entry.queue_depth > entry.peak_queue * depth) {
      entry.peak_queue = totals.peak_queues[e];
      entry.queue_depth = depth;
      entry.peak_promised = depth - gate.in_edges()[e]->fewest_credits.load(std::memory_order_relaxed);
    }
  }
  return entry;
}

}  // namespace

RunReport Engine::report(bool with_counters) {
  RunReport report;
  report.pipeline = plan_.name;
  report.finished = done();
  report.cut_short = std::any_of(gates_.begin(), gates_.end(), [](const auto& gate) { return gate->is_cut_short(); });
  report.overhead = std::chrono::nanoseconds(overhead_.load(std::memory_order_relaxed));
  std::vector<std::optional<double>> progress;
  for (auto& gate : gates_) {
    const PlannedStage& stage = gate->stage();
    const GateTotals totals = gate->totals(stopwatch());
    StageReport entry = stage_report(*gate, totals);
    for (const std::size_t peak : totals.peak_queues) report.peak_batches += peak;
    report.peak_batches += stage.replicas * (totals.peak_in_hand + stage.out_edges.size());
    if (stage.role == Role::sink) report.items += totals.items_in;
    progress.push_back(totals.progress);
    if (with_counters) {
      Counters counters;
      gate->counters(counters);
      entry.counters = counters.totals();
      entry.missing = counters.missing();
    }
    report.stages.push_back(std::move(entry));
  }
  report.progress = part_done(plan_, report, std::move(progress));
  return report;
}

std::string Engine::dump() const {
  std::string text;
  for (const auto& gate : gates_) text += gate->dump();
  return text;
}

std::string Engine::broken_invariant() const {
  for (const auto& gate : gates_) {
    std::vector<std::size_t> outstanding;
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
