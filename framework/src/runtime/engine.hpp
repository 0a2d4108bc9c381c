#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
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

namespace weir::runtime {

class Engine;

/// What a thread carries from one activation to the next while it goes on working: room for the work that each enables, and the time. One
/// for each stretch of work on a thread.
class Handoff {
 public:
  explicit Handoff(Engine& engine) : time_(stopwatch()), engine_(engine) {}
  Handoff(const Handoff&) = delete;
  Handoff& operator=(const Handoff&) = delete;
  ~Handoff();

  // Before what lives in it. More than this is enabled only where very many stages or replicas meet.
 private:
  std::array<std::byte, 1024> bytes_;
  std::pmr::monotonic_buffer_resource room_{bytes_.data(), bytes_.size()};

 public:
  /// What the last activation enabled, in the order in which to spawn it; the last one is best run at once by this thread: the batches that
  /// it will touch are in this core's cache. The executor empties it.
  Works next{&room_};

 private:
  friend class Engine;
  Works own_{&room_};  // of the stage that ran, until they are put into `next`
  Works upstream_{&room_};
  Nanoseconds time_;  // of the latest look at the stopwatch
  Nanoseconds overhead_ = 0;
  Engine& engine_;
};

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
  Engine(const Plan& plan, Executor& executor, HostQueues queues = {});

  /// Spawns the first work. Once.
  void start();

  /// Runs one work; what it enabled is in `handoff.next`.
  void activate(Work work, Handoff& handoff);

  /// No more takes: what runs ends with its batch, what is queued is dropped. Stages that wait for the host still hold the executor.
  void request_stop() noexcept { stop_.requested.store(true); }
  /// The same, and lets go of the executor.
  void stop() noexcept;
  [[nodiscard]] bool stopping() const noexcept { return stop_.requested.load(std::memory_order_relaxed); }
  // What comes from outside, not from an activation: the work that it enables is appended to `works`, for the executor to take in.
  /// Sources end as if exhausted, but for inlets, which the host closes. Not before the start.
  void drain(Works& works);
  /// The host has done what a stage waits for. Not before the start.
  void wake(std::size_t stage, Works& works);
  /// Sends on what has waited too long (`batch_wait`). Gives the time at which to call again, 0 when nothing waits.
  Nanoseconds flush_due(Nanoseconds time, Works& works);
  /// Called with the time at which `flush_due` is wanted; set before the start.
  void on_deadline(std::function<void(Nanoseconds)> arm) { arm_ = std::move(arm); }
  /// Called with each stage that has finished, on any thread; set before the start.
  void on_finished(std::function<void(const PlannedStage&)> finished) { finished_ = std::move(finished); }

  /// As if the consumer of that edge had measured that its items cost so many nanoseconds, until it measures again. For the simulation.
  void pretend_cost(std::size_t edge, double cost) noexcept { edges_[edge]->measured.demand.store(cost, std::memory_order_relaxed); }

  /// True when every stage has finished. After the last work, false means a stop, a failure or a stall.
  [[nodiscard]] bool done() const;
  /// What failed first, or null.
  [[nodiscard]] std::exception_ptr error() const;
  /// Keeps `error` if it is the first, and stops.
  void fail(std::exception_ptr error);

  /// Stages with a replica in the middle of a call.
  [[nodiscard]] std::vector<std::string> busy_stages() const;
  /// Inlets and outlets that wait for the host.
  [[nodiscard]] std::vector<std::string> waiting_for_host() const;
  /// Totals so far; `counters` only when no work is left.
  [[nodiscard]] RunReport report(bool with_counters);
  [[nodiscard]] std::string dump() const;
  /// Which invariant is broken, empty when none is. Only between activations, with an executor of one thread.
  [[nodiscard]] std::string broken_invariant() const;
  [[nodiscard]] std::size_t live_batches() const;

 private:
  friend class Handoff;
  void add_replicas(Gate& gate, const ItemType* in, detail::HostQueue* queue);
  void finish(Gate& gate, Handoff& handoff);
  void run(Gate& gate, Replica& replica, Work work, Handoff& handoff);
  void return_credits(Gate& gate, Replica& replica, Handoff& handoff);
  void call(Gate& gate, Replica& replica, Handoff& handoff);
  void note_exception(Gate& gate, const Replica& replica);
  void close_output(Gate& gate, std::exception_ptr error);
  void stop_unless_read();
  static void size_bulk(const Gate& gate, Replica& replica, std::uint64_t batches, Nanoseconds busy);
  void make_calls(Gate& gate, Replica& replica) const;
  void make_source_calls(Gate& gate, Replica& replica) const;
  void put_sealed(Gate& gate, Replica& replica, Nanoseconds time, Works& works);
  Nanoseconds send_lent(Gate& gate, Nanoseconds time, Works& works);
  void release(std::size_t stage) noexcept;
  static void mark_due(Replica& replica);
  static void note_open(const Gate& gate, Replica& replica);

  const Plan& plan_;
  Executor& executor_;
  detail::StopFlag stop_;
  BatchStore store_;
  std::vector<std::unique_ptr<Edge>> edges_;
  std::vector<std::unique_ptr<Gate>> gates_;
  std::function<void(Nanoseconds)> arm_;
  std::function<void(const PlannedStage&)> finished_;
  std::atomic<Nanoseconds> overhead_{0};

  // For each stage: the executor is held, since it may wait for the host. Until it has finished, or a stop.
  std::vector<std::atomic<bool>> holds_;

  mutable std::mutex error_mutex_;
  std::exception_ptr error_;
  std::exception_ptr closed_;  // the first that closed a sink's output
};

}  // namespace weir::runtime
