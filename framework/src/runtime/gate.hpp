#pragma once

#include <oneapi/tbb/spin_mutex.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/edge.hpp"
#include "runtime/executor.hpp"
#include "runtime/replica.hpp"

namespace weir::runtime {

/// What a stage has done so far.
struct GateTotals {
  std::uint64_t items_in = 0;
  std::uint64_t items_out = 0;
  std::uint64_t batches_in = 0;
  std::uint64_t batches_out = 0;
  Nanoseconds busy = 0;
  Nanoseconds waiting_input = 0;
  Nanoseconds waiting_room = 0;
  std::size_t peak_in_hand = 0;            // most batches that one replica had in hand
  std::vector<std::size_t> peak_queues{};  // for each in-edge
  std::size_t queued = 0;                  // in the fullest in-edge, now
  std::optional<double> progress{};        // of a source that knows, 0 to 1
};

/// What the thread that ran a replica does with it next.
enum class Next {
  leave,   ///< it is free, parked, waiting or finished: other work may pick it up
  cut,     ///< it got credits for its surplus: cut it and settle again
  resume,  ///< it got credits and has input in hand: run it again
};

struct Settled {
  Next next = Next::leave;
  bool closes = false;  // the stage has just finished: its out-edges are to be closed
  Nanoseconds due = 0;  // when a part-filled batch that now rests here must be sent on; 0: none
};

/// The entrance of one stage: a mutex over its replicas, the queues of its in-edges, the credits of its out-edges and its end-of-stream
/// state.
///
/// Rules that keep it free of deadlock and lost wake-ups (docs/design.md has the proof):
/// - Nobody holds two gates, and nobody calls a stage's code under one.
/// - Only this gate takes credits of its out-edges; consumers only give them back. So "look at all, then take all" needs no roll-back.
/// - Every event that may enable this stage (a push, a credit back, a free replica, a close) ends with `hand_out` under the same lock.
class Gate {
 public:
  Gate(const PlannedStage& stage, std::uint32_t index, std::vector<Edge*> in_edges, std::vector<Edge*> out_edges, BatchStore& store,
       const std::atomic<bool>& stopping);

  /// From now on the stage's costs are measured, for `batch_size: auto` here or further on. Before the start.
  void measure_costs() noexcept { measures_ = true; }
  /// Adds one replica, before the start.
  void add(std::unique_ptr<detail::AnyStage> instance, const detail::StopFlag& stop);

  // Events. Each appends the work that it enabled to `works`. `time` is of the stopwatch.
  void start(Nanoseconds time, Works& works);
  void put(Edge& edge, std::span<Batch* const> batches, Nanoseconds time, Works& works);
  void give_back(Edge& edge, std::size_t credits, std::vector<Batch*>& empty, Nanoseconds time, Works& works);
  void close(Edge& edge, Nanoseconds time, Works& works);
  /// Ends a source as if it were exhausted.
  void drain(Nanoseconds time, Works& works);
  /// The host has done what the stage waits for.
  void wake(Nanoseconds time, Works& works);
  /// Sends on part-filled batches older than `batch_wait` allows at `time`, which is of the steady clock. Gives the time of the next one
  /// due, 0 when there is none.
  Nanoseconds flush_due(Nanoseconds time, Works& works);

  /// After a call of `replica`, when what it sealed has been put: decides what becomes of it.
  Settled settle(Replica& replica, Nanoseconds time, Works& works);

  /// True when a call of the running replica's stage may start: room for what it pushes.
  [[nodiscard]] bool may_call(const Replica& replica) const noexcept;
  /// Cuts full batches (and, when it is to be flushed, the part-filled one) out of the surplus, as far as credits reach.
  void cut(Replica& replica);
  /// Of a replica whose writers are lent: seals what is due at `time`, of the steady clock. Gives the time of the next one due, 0 when
  /// there is none.
  Nanoseconds seal_due(Replica& replica, Nanoseconds time) const;

  [[nodiscard]] bool done() const;
  /// Up to `time`, which is of the stopwatch, calls under way included.
  [[nodiscard]] GateTotals totals(Nanoseconds time);
  /// What the stage's own code counted; only when no call is under way.
  void counters(Counters& counters) const;
  [[nodiscard]] bool in_call() const noexcept;
  [[nodiscard]] bool waits_for_host() const;
  /// The whole state in words, for a stall.
  [[nodiscard]] std::string dump() const;
  /// Which invariant of docs/design.md is broken, empty when none is. Between activations only: an executor of one thread.
  /// `outstanding`: for each out-edge, the batches taken by its consumer whose credits are still to be given back.
  [[nodiscard]] std::string broken_invariant(std::span<const std::size_t> outstanding) const;
  /// For an in-edge, the batches taken whose credits this stage has still to give back.
  [[nodiscard]] std::size_t outstanding(const Edge& edge) const;
  /// Batches held now: in hand, being filled, reserved, or queued before this stage.
  [[nodiscard]] std::size_t live_batches() const;

  [[nodiscard]] const PlannedStage& stage() const noexcept { return *stage_; }
  [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
  [[nodiscard]] Replica& replica(std::uint32_t index) noexcept { return *replicas_[index]; }
  [[nodiscard]] std::span<Edge* const> in_edges() const noexcept { return in_edges_; }
  [[nodiscard]] std::span<Edge* const> out_edges() const noexcept { return out_edges_; }
  [[nodiscard]] bool is_source() const noexcept { return in_edges_.empty(); }
  /// An inlet or an outlet: it may wait for the host.
  [[nodiscard]] bool meets_host() const noexcept { return stage_->factory.meets_host(); }
  [[nodiscard]] bool draining() const noexcept { return draining_.load(std::memory_order_relaxed); }
  /// A drain ended this source, or one above, before its own end. Set before the stage's edges close.
  [[nodiscard]] bool is_cut_short() const noexcept { return cut_short_.load(std::memory_order_relaxed); }
  void cut_short() noexcept { cut_short_.store(true, std::memory_order_relaxed); }
  /// Of a sink: its reader has gone, so that it gets no more calls.
  [[nodiscard]] bool is_output_closed() const noexcept { return output_closed_.load(); }
  void close_output() noexcept { output_closed_.store(true); }
  [[nodiscard]] std::size_t max_bulk() const noexcept { return max_bulk_; }
  [[nodiscard]] Nanoseconds shortest_wait() const noexcept { return shortest_wait_; }
  /// A source that lends its writers while its calls wait, to batches that are due.
  [[nodiscard]] bool lends() const noexcept { return stage_->factory.lends() && shortest_wait_ > 0; }

 private:
  [[nodiscard]] bool has_credits() const noexcept;
  [[nodiscard]] std::size_t queued() const noexcept;
  [[nodiscard]] bool input_ended() const noexcept;
  [[nodiscard]] bool flushes(const Replica& replica, std::size_t writer) const noexcept;
  [[nodiscard]] bool has_surplus(const Replica& replica, std::size_t writer) const noexcept;
  [[nodiscard]] bool has_surplus(const Replica& replica) const noexcept;

  void hand_out(Works& works);
  [[nodiscard]] Replica* take();
  [[nodiscard]] Replica* take_parked();
  [[nodiscard]] Replica* take_head();
  [[nodiscard]] Replica* take_due();
  [[nodiscard]] Replica* take_free();
  [[nodiscard]] Replica& launch(bool works);
  void set_running(Replica& replica);
  void take_inputs(Replica& replica);
  void reserve(Replica& replica, std::size_t writer, std::size_t wanted);
  void reserve_all(Replica& replica);
  bool reserve_for_surplus(Replica& replica);
  void unreserve(Replica& replica);
  Next next_for(Replica& replica, bool& closes);
  bool falls_asleep(const Replica& replica);
  void enter_head(Replica& replica);
  Nanoseconds note_due(std::vector<Waiting>& open, Nanoseconds time) const;
  void leave(Replica& replica, bool& closes);
  void leave_head(Replica& replica);
  [[nodiscard]] bool states_agree() const;
  [[nodiscard]] std::string broken_replicas() const;
  void account(Nanoseconds time);
  void fold(Replica& replica);
  void measure(const Replica& replica);
  [[nodiscard]] double demand() const noexcept;
  [[nodiscard]] double supply() const noexcept;
  [[nodiscard]] double total(const Replica& replica) const noexcept;
  void size_batches(Replica& replica) const noexcept;

  const PlannedStage* stage_;
  const std::uint32_t index_;
  const bool ordered_;
  const std::vector<Edge*> in_edges_;
  const std::vector<Edge*> out_edges_;
  BatchStore& store_;
  const std::atomic<bool>& stopping_;
  const std::size_t max_bulk_;
  Nanoseconds shortest_wait_ = 0;  // of the stages after this one that have a `batch_wait`; 0: none

  // Held for some 50 ns at a time, and over nothing that waits but the making of a batch, while it warms up: to put a thread to sleep would
  // cost more than the wait.
  alignas(kCacheLine) mutable oneapi::tbb::spin_mutex mutex_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<Replica*> free_;    // last in, first out: the warm one goes on
  std::vector<Replica*> parked_;  // first in, first out
  std::size_t next_edge_ = 0;     // in-edges take turns
  std::size_t finished_ = 0;
  bool finishing_ = false;
  std::atomic<bool> draining_{false};
  std::atomic<bool> cut_short_{false};
  std::atomic<bool> output_closed_{false};

  // Of an inlet or an outlet, which has one replica. A wake that comes while the replica runs may be for what it has just missed, so
  // `woken_` keeps it from falling asleep.
  bool asleep_ = false;
  bool woken_ = false;  // since the replica was last handed out

  // Ordered stages: tickets are given at launch; outputs leave at the head.
  std::uint64_t next_ticket_ = 0;
  std::uint64_t head_ = 0;
  std::vector<Replica*> waiting_;   // for the head
  std::vector<Batch*> tail_;        // for each out-edge, the part-filled batch that passes from head to head; owned by the head
  std::vector<Waiting> tail_open_;  // how long they have waited

  // Waiting times: `free_` replicas wait for input or for room since `accounted_`.
  GateTotals totals_;
  Nanoseconds accounted_ = stopwatch();
  bool waits_for_room_ = false;

  // For `batch_size: auto`.
  bool measures_ = false;
  ItemCost cost_in_;   // of an item that comes in
  ItemCost cost_out_;  // of one that goes out
};

}  // namespace weir::runtime
