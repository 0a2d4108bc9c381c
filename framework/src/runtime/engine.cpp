#include "runtime/engine.hpp"

#include <algorithm>
#include <limits>

#include <weir/error.hpp>

#include "runtime/activation.hpp"
#include "runtime/rejecting_stage.hpp"

namespace weir::runtime {

namespace {

std::vector<Edge*> pick(const std::vector<std::unique_ptr<Edge>>& edges, const std::vector<std::size_t>& indices) {
  std::vector<Edge*> picked;
  picked.reserve(indices.size());
  for (const std::size_t i : indices) picked.push_back(edges[i].get());
  return picked;
}

// The edges of one output lie together.
std::vector<Edge*> by_output(std::vector<Edge*> edges) {
  std::stable_sort(edges.begin(), edges.end(), [](const Edge* a, const Edge* b) { return a->output < b->output; });
  return edges;
}

std::unique_ptr<detail::AnyStage> make_stage(const PlannedStage& stage, const ItemType* in, const std::shared_ptr<void>& shared) {
  std::unique_ptr<detail::AnyStage> made = stage.factory.make(in, shared);
  if (!stage.survives_errors() || stage.factory.waits_for_input()) return made;
  return std::make_unique<RejectingStage>(std::move(made), stage, *in);
}

}  // namespace

Handoff::Handoff(Engine& engine) : time_(engine.clock().stopwatch()), engine_(engine) {}

Handoff::~Handoff() {
  engine_.add_overhead(overhead_ + (engine_.clock().stopwatch() - time_));
}

Engine::Engine(const Plan& plan, Executor& executor, HostQueues host_queues)
    : plan_(plan),
      executor_(executor),
      clock_(executor.clock()),
      memory_(plan.memory.value_or(std::numeric_limits<std::size_t>::max())),
      holds_(plan.stages.size()) {
  edges_.reserve(plan.edges.size());
  gates_.reserve(plan.stages.size());
  for (const PlannedEdge& edge : plan.edges) edges_.push_back(std::make_unique<Edge>(edge, plan, &memory_));
  const bool sizes_batches = std::any_of(edges_.begin(), edges_.end(), [](const auto& edge) { return edge->auto_batch_size; });
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const PlannedStage& stage = plan.stages[s];
    Gate& gate = *gates_.emplace_back(std::make_unique<Gate>(stage, static_cast<std::uint32_t>(s), pick(edges_, stage.in_edges),
                                                             by_output(pick(edges_, stage.out_edges)),
                                                             GateContext{pool_, clock_, stop_, sizes_batches}));
    const ItemType* in = stage.in_edges.empty() ? nullptr : &edges_[stage.in_edges.front()]->item_type;
    add_replicas(gate, in, gate.meets_host() ? host_queues[s].get() : nullptr);
  }
}

void Engine::add_replicas(Gate& gate, const ItemType* in, detail::HostQueue* queue) {
  const PlannedStage& stage = gate.stage();
  std::shared_ptr<void> shared;
  for (std::size_t r = 0; r < stage.replicas; ++r) {
    try {
      if (r == 0) shared = stage.factory.make_shared();
      gate.add(queue != nullptr ? queue->make_stage() : make_stage(stage, in, shared));
    } catch (...) {
      throw StageError(stage.name, r, std::current_exception());
    }
  }
}

void Engine::start(Works& works) {
  for (std::size_t s = 0; s < gates_.size(); ++s) {
    if (!gates_[s]->meets_host()) continue;
    executor_.hold();
    holds_[s] = true;
    if (stop_.requested.load()) release(s);  // a stop either sees the hold, or is seen here: both in one order with the flag
  }
  const StopwatchTime time = clock_.stopwatch();
  for (auto& gate : gates_) gate->start(time, works);
  for (auto& gate : gates_) {
    if (gate->wants_nothing()) have_enough(*gate, time, works);
  }
}

void Engine::drain(Works& works) {
  const StopwatchTime time = clock_.stopwatch();
  for (auto& gate : gates_) {
    if (gate->is_source() ? !gate->meets_host() : gate->stage().role == Role::expander) gate->drain(time, works);
  }
}

void Engine::wake(Work replica, Works& works) {
  const StopwatchTime time = clock_.stopwatch();
  Gate& gate = *gates_[replica.stage];
  if (gate.meets_host() && gate.wants_nothing()) have_enough(gate, time, works);
  gate.wake(replica.replica, time, works);
}

void Engine::set_outside(Outside* outside) {
  outside_ = outside;
  for (auto& gate : gates_) {
    for (std::uint32_t r = 0; gate->stage().factory.waits() && r < gate->stage().replicas; ++r) {
      const Work replica{gate->index(), r};
      gate->work_of(r).instance->wait_request()->waker->connect(outside == nullptr ? std::function<void()>()
                                                                                   : [outside, replica] { outside->wake(replica); });
    }
  }
}

bool Engine::watch(const Gate& gate, ReplicaWork& work, const detail::WaitRequest& request) {
  if (request.until <= clock_.now()) return false;
  if (!request.descriptors.empty() && !outside_->watch({gate.index(), work.index}, request)) return false;
  work.watched = !request.descriptors.empty();
  return true;
}

void Engine::unwatch(ReplicaWork& work) noexcept {
  if (std::exchange(work.watched, false)) outside_->unwatch(*work.instance->wait_request());
}

// A stage all of whose readers have had enough has had enough, too; so on up to the sources.
void Engine::have_enough(Gate& gate, StopwatchTime time, Works& works) {
  if (!gate.have_enough()) return gate.wake(time, works);  // it may wait for the rest of what it makes, which nobody reads any more
  for (Batch* batch : gate.take_put_back()) batch->clear();
  for (Edge* edge : gate.in_edges()) {
    Gate& producer = *gates_[edge->from];
    drop_queued(gate, *edge, time, works);
    if (producer.lose_reader(*edge)) have_enough(producer, time, works);
  }
  gate.wake(time, works);
}

// At once, and not by a replica: those may all be in long calls or wait for room, and the producer's other readers are not to wait for
// that.
void Engine::drop_queued(Gate& gate, Edge& edge, StopwatchTime time, Works& works) {
  std::vector<Batch*> batches;
  gate.take_queued(edge, batches);
  std::size_t bytes = 0;
  for (Batch* batch : batches) {
    if (edge.memory) bytes += batch->bytes();
    batch->clear();
  }
  gates_[edge.from]->give_back(edge, {batches.size(), bytes}, batches, time, works);
}

SteadyTime Engine::flush_due(SteadyTime time, Works& works) {
  SteadyTime next = kNever;
  for (auto& gate : gates_) {
    next = std::min(next, gate->flush_due(time, works));
    if (gate->lends()) next = std::min(next, send_lent(*gate, time, works));
  }
  return next;
}

// A source whose call waits for something outside has lent its writers: what is due is sent from here, by the rules of the end of a call.
SteadyTime Engine::send_lent(Gate& gate, SteadyTime time, Works& works) {
  ReplicaWork& work = gate.work_of(0);
  if (!work.call.any()) return kNever;  // it is about to settle, or will set the timer again
  std::atomic<bool>& lent = work.outputs.for_calls().lent;
  if (!lent.exchange(false, std::memory_order_acquire)) return later(time, gate.shortest_wait());
  struct GiveBack {
    std::atomic<bool>& lent;
    ~GiveBack() { lent.store(true, std::memory_order_release); }
  } const give_back{lent};
  work.outputs.note_open(work.begun);
  const SteadyTime next = work.outputs.seal_due(time);
  put_sealed(gate, work, clock_.stopwatch(), works);
  work.timer_set = next != kNever;
  return next;
}

// The current exception as an error of that work's stage, or unchanged when there is no memory for that.
std::exception_ptr Engine::stage_error(Work work) const noexcept {
  std::exception_ptr error = std::current_exception();
  try {
    return std::make_exception_ptr(StageError(gates_[work.stage]->stage().name, work.replica, error));
  } catch (...) {
    return error;
  }
}

void Engine::activate(Work work, Handoff& handoff) {
  try {
    Activation(*this, work, handoff).run();
  } catch (...) {
    fail(stage_error(work));
    handoff.next.clear();
  }
}

// Before they can be taken out of the queue.
static void count_bytes(EdgeMemory& memory, detail::EdgeWriter& writer) noexcept {
  for (const Batch* batch : writer.sealed) memory.put(batch->bytes(), writer.promised);
  writer.sealed_bytes = 0;
}

void Engine::put_sealed(Gate& gate, ReplicaWork& work, StopwatchTime time, Works& works) {
  for (std::size_t e = 0; e < work.outputs.writers().size(); ++e) {
    auto& sealed = work.outputs.writer(e).sealed;
    if (sealed.empty()) continue;
    Edge& edge = *gate.out_edges()[e];
    const std::size_t batches = sealed.size();
    if (edge.memory) count_bytes(*edge.memory, work.outputs.writer(e));
    if (gates_[edge.to]->put(edge, sealed, work.outputs.writer(e).reserved, time, works)) {
      work.tally.batches_out += batches;
    } else {
      // Nobody wants them. Their credits go home when the replica settles, with those that it did not use.
      for (Batch* batch : sealed) {
        if (edge.memory) edge.memory->take(batch->bytes());
        batch->clear();
        work.outputs.writer(e).reserved.push_back(batch);
      }
    }
    sealed.clear();
  }
}

void Engine::finish(Gate& gate, StopwatchTime time, Works& works) {
  for (const Edge* edge : gate.out_edges()) {
    if (gate.is_cut_short()) gates_[edge->to]->cut_short();  // before the close: what follows it sees this
  }
  for (Edge* edge : gate.out_edges()) gates_[edge->to]->close(*edge, time, works);
  if (finished_) finished_(gate.stage());
  if (gate.stage().role == Role::sink) stop_unless_read();
  release(gate.index());
}

void Engine::stop() noexcept {
  request_stop();
  for (std::size_t s = 0; s < gates_.size(); ++s) {
    release(s);
    for (std::uint32_t r = 0; r < plan_.stages[s].replicas && gates_[s]->may_sleep(); ++r) release(gates_[s]->work_of(r));
  }
}

void Engine::hold(ReplicaWork& work) {
  executor_.hold();
  work.holds = true;
  if (stop_.requested.load()) release(work);  // a stop either sees the hold, or is seen here
}

void Engine::release(std::size_t stage) noexcept {
  if (holds_[stage].exchange(false)) executor_.release();
}

void Engine::fail(std::exception_ptr error) {
  {
    const std::lock_guard lock(error_mutex_);
    if (!error_) error_ = std::move(error);
  }
  stop();
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

std::exception_ptr Engine::error() const {
  const std::lock_guard lock(error_mutex_);
  return error_;
}

bool Engine::done() const {
  return std::all_of(gates_.begin(), gates_.end(), [](const auto& gate) { return gate->done(); });
}

}  // namespace weir::runtime
