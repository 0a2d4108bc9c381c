#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <weir/detail/host_queue.hpp>
#include <weir/plan.hpp>
#include <weir/report.hpp>

#include "runtime/gate.hpp"
#include "runtime/handoff.hpp"
#include "runtime/outside.hpp"

namespace weir::runtime {

/// What a report says before there is an engine: the stages of the plan, and zeros.
[[nodiscard]] RunReport planned_report(const Plan& plan);

/// A plan under way: its edges, gates and replicas, whatever executes them.
///
/// The executor calls `activate` once for each work it was given; everything else may be called from any thread at any time, unless it says
/// otherwise.
class Engine {
 public:
  /// The host's side of each stage, null for those that do not meet the host.
  using HostQueues = std::span<const std::shared_ptr<detail::HostQueue>>;

  /// Makes every replica, on the calling thread. Throws `StageError` when a constructor throws. The plan, the executor and the queues must
  /// outlive it.
  Engine(const Plan& plan, Executor& executor, HostQueues host_queues = {});

  // Events. Each appends the work that it enables to `works`, for the executor to take in.
  /// Once, before all others.
  void start(Works& works);
  /// Sources end as if exhausted, but for inlets, which the host closes; what a source or an expander waits for is not waited for.
  void drain(Works& works);
  /// What the replica waits for has happened: its host has acted, or something outside. A wake for nothing does no harm.
  void wake(Work replica, Works& works);
  /// Sends on what has waited too long (`batch_wait`), and ends waits for a time. Returns when to call again, `kNever` when nothing waits.
  SteadyTime flush_due(SteadyTime time, Works& works);

  /// Runs one work; what it enabled is in `handoff.next`.
  void activate(Work work, Handoff& handoff);

  /// No more takes: what runs ends with its batch, what is queued is dropped. Stages that wait for the host still hold the executor.
  void request_stop() noexcept { stop_.requested.store(true); }
  /// The same, and lets go of the executor.
  void stop() noexcept;
  [[nodiscard]] bool stopping() const noexcept { return stop_.requested.load(std::memory_order_relaxed); }
  /// Keeps `error` if it is the first, and stops.
  void fail(std::exception_ptr error);

  /// Called with the time at which `flush_due` is wanted; set before the start.
  void on_deadline(std::function<void(SteadyTime)> deadline) { deadline_ = std::move(deadline); }
  /// Where stages wait for something outside, which also gets what their own threads say; null: nobody, and what they say is dropped.
  /// Before the start, if a stage of the plan may wait, and for the last time before `outside` is gone.
  void set_outside(Outside* outside);
  /// Called with each stage that has finished, on any thread; set before the start.
  void on_finished(std::function<void(const PlannedStage&)> finished) { finished_ = std::move(finished); }

  /// True when every stage has finished. After the last work, false means a stop, a failure or a stall.
  [[nodiscard]] bool done() const;
  /// What failed first, or null.
  [[nodiscard]] std::exception_ptr error() const;
  /// Stages with a replica in the middle of a call.
  [[nodiscard]] std::vector<std::string> busy_stages() const;
  /// Stages that wait for something else than input or room, and for what: inlets and outlets for the host, others for their next try.
  [[nodiscard]] std::vector<std::string> waiting_stages() const;
  /// Totals so far; `counters` only when no work is left. A stage whose counters throw fails the run, and has none in the report.
  [[nodiscard]] RunReport report(bool with_counters);
  /// Adds to a report where the items are; only when no work is left.
  void balance(RunReport& report) const;
  [[nodiscard]] std::string dump() const;

  // For the simulation, between activations.
  /// Which invariant is broken, empty when none is.
  [[nodiscard]] std::string broken_invariant() const;
  [[nodiscard]] std::size_t live_batches() const;
  /// As if the consumer of that edge had measured that its items cost so many nanoseconds, until it measures again.
  void pretend_cost(std::size_t edge, double cost) noexcept { edges_[edge]->measured.demand.store(cost, std::memory_order_relaxed); }

  /// Of a work that was handed out, for the thread that runs it: whether other replicas could have a part of what it is on.
  [[nodiscard]] bool divides(Work work) noexcept { return gate(work.stage).divides(gate(work.stage).work_of(work.replica)); }

  // For an activation.
  [[nodiscard]] Gate& gate(std::size_t stage) noexcept { return *gates_[stage]; }
  [[nodiscard]] Executor& executor() noexcept { return executor_; }
  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }
  /// `flush_due` is wanted at that time.
  void wake_at(SteadyTime time) {
    if (deadline_) deadline_(time);
  }
  /// The stage takes no more; nor do those above it that only it has read.
  void have_enough(Gate& gate, StopwatchTime time, Works& works);
  void put_sealed(Gate& gate, ReplicaWork& work, StopwatchTime time, Works& works);
  /// The stage has finished: its out-edges are closed.
  void finish(Gate& gate, StopwatchTime time, Works& works);
  /// The reader of a sink has gone; `error` says so.
  void close_output(Gate& gate, std::exception_ptr error);
  /// While a replica waits for something that is no work of the run, the run goes on though there may be none.
  void hold(ReplicaWork& work);
  void release(ReplicaWork& work) noexcept {
    if (work.holds.exchange(false)) executor_.release();
  }
  /// What its last call said it waits for wakes the replica. Returns false when it need not wait. Throws `Error` when it cannot.
  [[nodiscard]] bool watch(const Gate& gate, ReplicaWork& work, const detail::WaitRequest& request);
  void unwatch(ReplicaWork& work) noexcept;
  void add_overhead(Nanoseconds time) noexcept { overhead_.fetch_add(time.count(), std::memory_order_relaxed); }

 private:
  void add_replicas(Gate& gate, const ItemType* in, detail::HostQueue* queue);
  void stop_unless_read();
  void drop_queued(Gate& gate, Edge& edge, StopwatchTime time, Works& works);
  void add_counters(const Gate& gate, StageReport& entry);
  [[nodiscard]] std::exception_ptr stage_error(Work work) const noexcept;
  SteadyTime send_lent(Gate& gate, SteadyTime time, Works& works);
  void release(std::size_t stage) noexcept;

  const Plan& plan_;
  Executor& executor_;
  const Clock& clock_;
  detail::StopFlag stop_;
  BatchPool pool_;
  RunMemory memory_;  // of the edges whose memory is limited
  std::vector<std::unique_ptr<Edge>> edges_;
  std::vector<std::unique_ptr<Gate>> gates_;
  Outside* outside_ = nullptr;
  std::function<void(SteadyTime)> deadline_;
  std::function<void(const PlannedStage&)> finished_;
  std::atomic<std::int64_t> overhead_{0};  // nanoseconds

  // For each stage: the executor is held, since it may wait for the host. Until it has finished, or a stop.
  std::vector<std::atomic<bool>> holds_;

  mutable std::mutex error_mutex_;
  std::exception_ptr error_;
  std::exception_ptr closed_;  // the first that closed a sink's output
};

}  // namespace weir::runtime
