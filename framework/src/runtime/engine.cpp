#include "runtime/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::runtime {

namespace {

// One activation should last about this long: its cost, some 200 ns, is small beside it, and slow batches still move one by one, so that a
// queue of them spreads over the replicas. (docs/decisions/0002)
constexpr Nanoseconds kActivation = 100'000;

// What a call has pushed and its activation has not yet sent on.
bool holds_items(const Replica& replica) {
  return std::any_of(replica.writers.begin(), replica.writers.end(),
                     [](const detail::EdgeWriter& writer) { return writer.open->size() > 0 || !writer.sealed.empty(); });
}

// A source's call may wait for something outside, so what is due goes before it.
bool is_due(const Replica& replica) {
  return std::any_of(replica.open.begin(), replica.open.end(), [](const Waiting& open) { return open.due; });
}

std::vector<Edge*> pick(const std::vector<std::unique_ptr<Edge>>& edges, const std::vector<std::size_t>& indices) {
  std::vector<Edge*> picked;
  picked.reserve(indices.size());
  for (const std::size_t i : indices) picked.push_back(edges[i].get());
  return picked;
}

}  // namespace

Engine::Engine(const Plan& plan, Executor& executor, HostQueues queues) : plan_(plan), executor_(executor), holds_(plan.stages.size()) {
  for (const PlannedEdge& edge : plan.edges) edges_.push_back(std::make_unique<Edge>(edge, plan));
  const bool measures = std::any_of(edges_.begin(), edges_.end(), [](const auto& edge) { return edge->auto_batch_size; });
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const PlannedStage& stage = plan.stages[s];
    auto& gate = *gates_.emplace_back(std::make_unique<Gate>(stage, static_cast<std::uint32_t>(s), pick(edges_, stage.in_edges),
                                                             pick(edges_, stage.out_edges), store_, stop_.requested));
    const ItemType* in = stage.in_edges.empty() ? nullptr : edges_[stage.in_edges.front()]->item_type;
    add_replicas(gate, in, gate.meets_host() ? queues[s].get() : nullptr);
    if (measures) gate.measure_costs();
  }
}

void Engine::add_replicas(Gate& gate, const ItemType* in, detail::HostQueue* queue) {
  const PlannedStage& stage = gate.stage();
  for (std::size_t r = 0; r < stage.replicas; ++r) {
    try {
      gate.add(queue != nullptr ? queue->make_stage() : stage.factory.make(in), stop_);
    } catch (...) {
      throw StageError(stage.name, r, std::current_exception());
    }
  }
}

void Engine::start() {
  for (std::size_t s = 0; s < gates_.size(); ++s) {
    if (!gates_[s]->meets_host()) continue;
    executor_.hold();
    holds_[s] = true;
    if (stop_.requested.load()) release(s);  // a stop either sees the hold, or is seen here: both in one order with the flag
  }
  // Only sources have work now: nothing else has input.
  Works works;
  const Nanoseconds time = stopwatch();
  for (auto& gate : gates_) gate->start(time, works);
  for (const Work work : works) executor_.spawn(work);
}

Handoff::~Handoff() {
  engine_.overhead_.fetch_add(overhead_ + stopwatch() - time_, std::memory_order_relaxed);
}

void Engine::activate(Work work, Handoff& handoff) {
  Gate& gate = *gates_[work.stage];
  Replica& replica = gate.replica(work.replica);
  try {
    run(gate, replica, work, handoff);
  } catch (...) {
    // Not from the stage's own calls, which `call` guards: a move of an item, or memory that ran out.
    fail(std::make_exception_ptr(StageError(gate.stage().name, work.replica, std::current_exception())));
    handoff.next.clear();
  }
}

void Engine::run(Gate& gate, Replica& replica, Work work, Handoff& handoff) {
  return_credits(gate, replica, handoff);
  call(gate, replica, handoff);
  auto& next = handoff.next;
  auto& own = handoff.own_;
  own.clear();
  Settled settled;
  do {
    gate.cut(replica);
    put_sealed(gate, replica, handoff.time_, handoff.next);
    settled = gate.settle(replica, handoff.time_, own);
  } while (settled.next == Next::cut);
  if (settled.due != 0 && arm_) arm_(settled.due);
  if (settled.closes) finish(gate, handoff);
  if (settled.next == Next::resume) own.push_back(work);
  // Spawned first to last, run last to first: the nearest stage downstream, then those further on, then this one again.
  std::reverse(next.begin(), next.end());
  next.insert(next.begin(), own.begin(), own.end());
}

void Engine::finish(Gate& gate, Handoff& handoff) {
  for (const Edge* edge : gate.out_edges()) {
    if (gate.is_cut_short()) gates_[edge->to]->cut_short();  // before the close: what follows it sees this
  }
  for (Edge* edge : gate.out_edges()) gates_[edge->to]->close(*edge, handoff.time_, handoff.next);
  if (finished_) finished_(gate.stage());
  if (gate.stage().role == Role::sink) stop_unless_read();
  release(gate.index());
}

void Engine::return_credits(Gate& gate, Replica& replica, Handoff& handoff) {
  auto& upstream = handoff.upstream_;
  upstream.clear();
  for (std::size_t e = 0; e < replica.taken_from.size(); ++e) {
    const std::size_t taken = std::exchange(replica.taken_from[e], 0);
    if (taken == 0) continue;
    Edge& edge = *gate.in_edges()[e];
    gates_[edge.from]->give_back(edge, taken, replica.spare, handoff.time_, upstream);
  }
  // At once, before this replica's own call, which may be long.
  for (const Work work : upstream) executor_.spawn(work);
}

void Engine::call(Gate& gate, Replica& replica, Handoff& handoff) {
  const bool has_work =
      gate.is_source() ? !replica.finish_called && !is_due(replica) : replica.has_input() || (replica.finishing && !replica.finish_called);
  replica.waits = false;
  if (!has_work || stopping() || !gate.may_call(replica)) return;
  struct Calls {
    const Engine* engine;
    Gate* gate;
    Replica* replica;
  } calls{this, &gate, &replica};
  const std::uint64_t batches_before = replica.batches_in;
  replica.begun = gate.shortest_wait() > 0 ? now() : 0;
  const Nanoseconds started = stopwatch();
  handoff.overhead_ += started - handoff.time_;
  replica.call_began.store(std::max<Nanoseconds>(started, 1), std::memory_order_relaxed);
  try {
    executor_.isolate(
        [](void* argument) {
          const auto& [engine, the_gate, the_replica] = *static_cast<Calls*>(argument);
          engine->make_calls(*the_gate, *the_replica);
        },
        &calls);
  } catch (...) {
    note_exception(gate, replica);
  }
  replica.call_began.store(0, std::memory_order_relaxed);
  handoff.time_ = stopwatch();
  const Nanoseconds busy = std::max<Nanoseconds>(handoff.time_ - started, 0);
  replica.busy += busy;
  note_open(gate, replica);
  if (std::exchange(replica.output.flush, false)) mark_due(replica);
  size_bulk(gate, replica, replica.batches_in - batches_before, busy);
}

// Of a call of the stage; the exception is the current one.
void Engine::note_exception(Gate& gate, const Replica& replica) {
  auto error = std::make_exception_ptr(StageError(gate.stage().name, replica.index, std::current_exception()));
  try {
    throw;
  } catch (const OutputClosed&) {
    if (gate.stage().role != Role::sink) return fail(std::move(error));
    close_output(gate, std::move(error));
  } catch (const Stopped&) {
    if (!stopping()) fail(std::move(error));
  } catch (...) {
    fail(std::move(error));
  }
}

// Sinks whose reader has gone let the others end; after that nothing is worth going on for, not even a source without an end.
void Engine::close_output(Gate& gate, std::exception_ptr error) {
  gate.close_output();
  {
    const std::lock_guard lock(error_mutex_);
    if (!closed_) closed_ = std::move(error);
  }
  stop_unless_read();
}

void Engine::stop_unless_read() {
  const auto has_reader = [](const auto& gate) { return gate->stage().role == Role::sink && !gate->is_output_closed() && !gate->done(); };
  std::exception_ptr closed;
  {
    const std::lock_guard lock(error_mutex_);
    closed = closed_;
  }
  if (closed && std::none_of(gates_.begin(), gates_.end(), has_reader)) fail(std::move(closed));
}

void Engine::size_bulk(const Gate& gate, Replica& replica, std::uint64_t batches, Nanoseconds busy) {
  std::size_t sealed = 1;
  for (const detail::EdgeWriter& writer : replica.writers) sealed = std::max(sealed, writer.sealed.size());
  replica.last_sealed = sealed;
  const auto moved = static_cast<Nanoseconds>(gate.is_source() ? sealed : std::max<std::uint64_t>(batches, 1));
  const auto affordable = static_cast<std::size_t>(kActivation * moved / std::max<Nanoseconds>(busy, 1));
  replica.bulk = std::clamp<std::size_t>(affordable, 1, std::min(replica.bulk * 2, gate.max_bulk()));
}

void Engine::make_source_calls(Gate& gate, Replica& replica) const {
  auto& stage = *replica.instance;
  const Nanoseconds started = stopwatch();
  replica.alarm_set = !gate.lends();
  while (!replica.finish_called && !stopping() && gate.may_call(replica)) {
    if (!replica.alarm_set && holds_items(replica) && arm_) {
      arm_(later(replica.begun, gate.shortest_wait()));
      replica.alarm_set = true;
    }
    const std::size_t before = replica.output.items;
    const bool drains = gate.draining();
    if (drains && stage.cut_by_drain()) gate.cut_short();
    const auto left = drains ? detail::CallResult::done : stage.advance(nullptr, replica.output);
    replica.finish_called = left == detail::CallResult::done;
    replica.waits = left == detail::CallResult::wait;
    replica.progress = stage.progress();
    if (replica.waits) break;
    if (replica.output.flush) break;
    if (replica.output.items == before) break;       // it waits for something outside: let others have this thread
    if (stopwatch() - started > kActivation) break;  // it trickles: what it made may be due, and the report should show it
  }
}

void Engine::make_calls(Gate& gate, Replica& replica) const {
  if (gate.is_source()) return make_source_calls(gate, replica);
  auto& stage = *replica.instance;
  while (replica.has_input() && !stopping() && gate.may_call(replica)) {
    Batch& input = *replica.inputs[replica.next_input];
    const std::size_t items = input.size();
    const auto left = gate.is_output_closed() ? detail::CallResult::done : stage.advance(&input, replica.output);
    replica.waits = left == detail::CallResult::wait;
    if (replica.waits) return;
    if (left == detail::CallResult::done) {
      input.clear();
      replica.spare.push_back(&input);
      ++replica.next_input;
      ++replica.batches_in;
      replica.items_in += items;
    }
    if (replica.output.flush) return;
  }
  if (replica.finishing && !replica.finish_called && !stopping() && gate.may_call(replica)) {
    replica.finish_called = true;
    if (gate.is_output_closed()) return;
    if (gate.is_cut_short())
      stage.finish_partial(replica.output);
    else
      stage.finish(replica.output);
  }
}

void Engine::put_sealed(Gate& gate, Replica& replica, Nanoseconds time, Works& works) {
  for (std::size_t p = 0; p < replica.writers.size(); ++p) {
    auto& sealed = replica.writers[p].sealed;
    if (sealed.empty()) continue;
    Edge& edge = *gate.out_edges()[p];
    replica.batches_out += sealed.size();
    gates_[edge.to]->put(edge, sealed, time, works);
    sealed.clear();
  }
}

}  // namespace weir::runtime
