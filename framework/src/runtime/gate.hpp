#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/batch_sizer.hpp"
#include "runtime/cost_ahead.hpp"
#include "runtime/edge.hpp"
#include "runtime/executor.hpp"
#include "runtime/input_queues.hpp"
#include "runtime/meter.hpp"
#include "runtime/ordered_window.hpp"
#include "runtime/output_credits.hpp"
#include "runtime/replica.hpp"
#include "runtime/spin_lock.hpp"

namespace weir::runtime {

/// What the gates of a run share.
struct GateContext {
  BatchPool& pool;
  const Clock& clock;
  const detail::StopFlag& stop;
  bool sizes_batches = false;  ///< an edge has `batch_size: auto`
};

/// What the thread that ran a replica does with it next.
enum class NextStep {
  leave,   ///< it is free, parked, waiting or finished: other work may pick it up
  cut,     ///< it got credits for its surplus: cut it and settle again
  resume,  ///< it got credits and has input in hand: run it again
};

struct Settled {
  NextStep next = NextStep::leave;
  bool closes = false;            ///< the stage has just finished: its out-edges are to be closed
  bool too_many_rejects = false;  ///< by `max_errors`
  SteadyTime due = kNever;        ///< when a part-filled batch that now rests here must be sent on
};

/// What a gate has counted, for a report.
struct GateReport {
  StageTotals totals;                      ///< with the calls under way; but for `named_out`, which may change
  std::vector<Amount> named_out{};         ///< pushed to each output beside the main one
  std::vector<std::size_t> peak_queues{};  ///< for each in-edge
  std::size_t queued = 0;                  ///< in the fullest in-edge, now
  std::size_t waits_outside = 0;           ///< replicas, now
};

/// Where a gate's items are when no work is left, counted where they lie.
struct GateBalance {
  Amount used{};                 ///< that came, and were in calls that returned
  Amount dropped{};              ///< that came, and were not wanted any more
  Amount in_hand{};              ///< that came, and are in the hand of a replica, or were put back by one
  std::vector<Amount> made{};    ///< pushed to each output, also by calls that failed
  std::vector<Amount> unsent{};  ///< of them, for each out-edge, not yet put into its queue
};

/// The entrance of one stage: a lock over its free replicas, the queues of its in-edges, the credits of its out-edges and its end-of-stream
/// state.
///
/// Rules that keep it free of deadlock and lost wake-ups (docs/design.md has the proof):
/// - Nobody holds two gates, and nobody calls a stage's code under one.
/// - Only this gate takes credits of its out-edges; consumers only give them back. So "look at all, then take all" needs no roll-back.
/// - Every event that may enable this stage (a batch put, a credit back, a free replica, a close) ends with `hand_out` under the same lock.
class Gate {  // NOLINT(clang-analyzer-optin.performance.Padding): what the lock guards begins a cache line of its own
 public:
  /// `stage` and the edges must outlive it.
  Gate(const PlannedStage& stage, std::uint32_t index, std::vector<Edge*> in_edges, std::vector<Edge*> out_edges, GateContext context);

  /// Adds one replica, before the start.
  void add(std::unique_ptr<detail::AnyStage> instance);

  // Events. Each appends the work that it enables to `works`.
  void start(StopwatchTime time, Works& works);
  /// Takes the batches, which are then gone from `batches`. Returns false when the stage has had enough: they are still the caller's.
  /// `reserved`: credits of the edge that the producing replica holds; those of batches that are taken from the queue at once are added.
  [[nodiscard]] bool put(Edge& edge, std::vector<Batch*>& batches, std::vector<Batch*>& reserved, StopwatchTime time, Works& works);
  void give_back(Edge& edge, Home home, std::vector<Batch*>& emptied, StopwatchTime time, Works& works);
  void close(Edge& edge, StopwatchTime time, Works& works);
  /// The stage takes no more. Returns whether that is news: then the caller empties the queues and wakes the gate, which finishes without
  /// waiting for the end of its input; a source ends.
  [[nodiscard]] bool have_enough();
  /// Of a stage that has had enough: empties a queue, and takes what replicas have put back, whose credits have gone home.
  [[nodiscard]] std::vector<Batch*> take_put_back();
  void take_queued(Edge& edge, std::vector<Batch*>& batches);
  /// The consumer of an out-edge has had enough. Returns whether the stage has, too: nothing goes on that it is there for. A sink is there
  /// for what it does; any other stage for its readers, but for those of what it rejects, unless there are no others.
  bool lose_reader(const Edge& edge);
  /// Ends a source as if it were exhausted. An expander is told of the drain, and does not wait without having seen that.
  void drain(StopwatchTime time, Works& works);
  /// Of a source or an expander: it is told not to wait for anything outside any more.
  void end_waits() noexcept;
  /// The host has done what the stage waits for, or something has happened that ends all that its replicas wait for.
  void wake(StopwatchTime time, Works& works);
  /// What one replica waits for has happened.
  void wake(std::uint32_t replica, StopwatchTime time, Works& works);
  /// Sends on part-filled batches that are older than `batch_wait` allows at `time`, and ends waits that are over then. Returns when the
  /// next one is due.
  SteadyTime flush_due(SteadyTime time, Works& works);
  /// Of a replica that is to share what it has in hand: adds empty batches to that, as many as there are other replicas that would get
  /// nothing, for parts of the first. The batches of a queue come before parts of one, and where memory is limited, there are none.
  void add_parts(ReplicaWork& work);
  /// A replica's thread has called its stage and put what it sealed: decides what becomes of the replica.
  Settled settle(ReplicaWork& work, StopwatchTime time, Works& works);

  /// Of a stage that has worked on all that came, before its last calls: whether `max_errors` was too few.
  [[nodiscard]] bool ends_with_too_many_rejects() const;

  [[nodiscard]] bool done() const;
  /// Where the items are; only when no work is left. What `balance` held is gone.
  void balance(GateBalance& balance) const;
  /// Before the start, and of an outlet at any time: whether the stage's own code says that it wants no input at all.
  [[nodiscard]] bool wants_nothing() const;
  /// Up to `time`, calls under way included.
  [[nodiscard]] GateReport report(StopwatchTime time);
  /// What the stage's own code counted; only when no call is under way.
  void counters(Counters& counters) const;
  [[nodiscard]] bool in_call() const noexcept;
  /// How many replicas wait for that.
  [[nodiscard]] std::size_t waiting_for(WaitsFor what) const;
  /// The whole state in words, for a stall.
  [[nodiscard]] std::string dump() const;
  /// Which invariant of docs/design.md is broken, empty when none is. Between activations only: an executor of one thread.
  /// `outstanding`: for each out-edge, the batches taken by its consumer whose credits are still to be given back.
  [[nodiscard]] std::string broken_invariant(std::span<const Home> outstanding) const;
  /// For an in-edge, the batches taken whose credits this stage has still to give back.
  [[nodiscard]] Home outstanding(const Edge& edge) const;
  /// Batches held now: in hand, being filled, reserved, or queued before this stage.
  [[nodiscard]] std::size_t live_batches() const;

  [[nodiscard]] const PlannedStage& stage() const noexcept { return stage_; }
  [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
  /// Of a replica that was handed out, for the thread that runs it.
  [[nodiscard]] ReplicaWork& work_of(std::uint32_t replica) noexcept { return replicas_[replica]->work; }
  [[nodiscard]] std::span<Edge* const> in_edges() const noexcept { return inputs_.edges(); }
  [[nodiscard]] std::span<Edge* const> out_edges() const noexcept { return credits_.edges(); }
  [[nodiscard]] bool is_source() const noexcept { return in_edges().empty(); }
  /// Of the items that it takes. Requires: it is not a source.
  [[nodiscard]] const ItemType& item_type() const noexcept { return in_edges().front()->item_type; }
  /// An inlet or an outlet: it may wait for the host.
  [[nodiscard]] bool meets_host() const noexcept { return stage_.factory.meets_host(); }
  /// Its replicas may wait for something that is no work of the run, and are woken one by one.
  [[nodiscard]] bool may_sleep() const noexcept { return may_sleep_; }
  /// Its replicas are also called without input (`WaitsForInput`).
  [[nodiscard]] bool waits_for_input() const noexcept { return waits_for_input_; }
  /// A replica may leave to another what it has in hand.
  [[nodiscard]] bool may_share() const noexcept { return stage_.replicas > 1 && !stage_.ordered && !is_source(); }
  /// Of a replica that was handed out, for the thread that runs it: whether others could have a part of what it has in hand.
  [[nodiscard]] bool divides(const ReplicaWork& work) const noexcept;
  /// The most batches that one activation moves: those of a replica whose stage costs next to nothing, or which is the only one.
  [[nodiscard]] std::size_t max_bulk() const noexcept { return max_bulk_; }
  /// The most that all replicas have in hand: one of them has that, the others their share.
  [[nodiscard]] std::size_t most_in_hand() const noexcept { return max_bulk_ + (stage_.replicas - 1) * share_; }
  /// And the most batches that are parts of another beside what is left of that: one for each other replica.
  [[nodiscard]] std::size_t most_parts() const noexcept { return stage_.replicas - 1; }
  /// Of the stages after this one; `kForever` when none has a `batch_wait`.
  [[nodiscard]] Nanoseconds shortest_wait() const noexcept { return credits_.shortest_wait(); }
  [[nodiscard]] bool has_waits() const noexcept { return shortest_wait() != kForever; }
  /// A source that lends its writers while its calls wait, to batches that are due.
  [[nodiscard]] bool lends() const noexcept { return stage_.factory.lends() && has_waits(); }

  // Marks, of any thread.
  [[nodiscard]] bool draining() const noexcept { return draining_.load(std::memory_order_relaxed); }
  /// A drain ended this source, or one above, before its own end. Set before the stage's edges close. What a stage that had enough has made
  /// is whole all the same.
  [[nodiscard]] bool is_cut_short() const noexcept { return cut_short_.load(std::memory_order_relaxed) && !has_enough(); }
  void cut_short() noexcept { cut_short_.store(true, std::memory_order_relaxed); }
  /// Of a sink: its reader has gone, so that it gets no more calls.
  [[nodiscard]] bool is_output_closed() const noexcept { return output_closed_.load(); }
  void close_output() noexcept { output_closed_.store(true); }
  /// What still comes for it is dropped.
  [[nodiscard]] bool takes_no_more() const noexcept { return has_enough() || output_closed_.load(std::memory_order_relaxed); }
  /// The stage said that it has had enough, or everything that reads it has: it gets no more calls but `finish`. Set by the thread of the
  /// call that said so, before it settles.
  [[nodiscard]] bool has_enough() const noexcept { return has_enough_.load(std::memory_order_relaxed); }
  void mark_enough() noexcept { has_enough_.store(true, std::memory_order_relaxed); }
  /// Everything that reads it has: nothing that it could still make is wanted.
  [[nodiscard]] bool is_unread() const noexcept { return unread_.load(std::memory_order_relaxed); }

 private:
  void account(StopwatchTime time) noexcept;
  [[nodiscard]] WaitingReplicas waiting() const noexcept;
  [[nodiscard]] bool stopping() const noexcept { return context_.stop.requested.load(std::memory_order_relaxed); }

  void hand_out(Works& works);
  void refuse(Edge& edge, const Batch& batch) noexcept;
  [[nodiscard]] bool is_there_for(const Edge& edge) const noexcept;
  [[nodiscard]] Replica* take();
  [[nodiscard]] Replica* take_parked();
  [[nodiscard]] bool may_go_on(Replica& replica);
  [[nodiscard]] Replica* take_head();
  [[nodiscard]] Replica* take_due();
  [[nodiscard]] Replica* take_free();
  [[nodiscard]] bool bring_woken_last() noexcept;
  [[nodiscard]] Replica* launch(bool with_input);
  [[nodiscard]] bool may_take_all() const noexcept;
  Replica* run(Replica& replica) noexcept;
  void level(InHand& in_hand);
  void bring_home(const Edge& edge, InHand& in_hand, std::vector<Batch*>& reserved) const;
  void reserve(ReplicaWork& work, bool takes_all);
  [[nodiscard]] Work work_for(const ReplicaWork& work) const noexcept;

  void fold(ReplicaWork& work);
  [[nodiscard]] bool has_too_many_rejects(bool closes) const noexcept;
  NextStep next_for(Replica& replica, bool& closes);
  NextStep wait_for_turn(Replica& replica, bool waited);
  NextStep park(Replica& replica);
  static void wake(Replica& replica) noexcept;
  void share_input(ReplicaWork& work);
  void leave(Replica& replica, bool& closes);
  void enter_head(ReplicaWork& work);

  [[nodiscard]] bool states_agree() const;
  [[nodiscard]] std::string broken_replicas() const;

  const PlannedStage& stage_;
  const std::uint32_t index_;
  const GateContext context_;
  const std::size_t share_;  // of a queue that is divided among the replicas: the batches that one of them moves
  const std::size_t max_bulk_;
  const bool may_sleep_;
  const bool waits_for_input_;

  alignas(kCacheLine) mutable SpinLock lock_;
  InputQueues inputs_;
  OutputCredits credits_;
  std::optional<OrderedWindow> window_;  // of an ordered stage with several replicas
  Meter meter_;
  CostAhead cost_;
  std::optional<BatchSizer> sizer_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<Replica*> free_;    // last in, first out: the warm one goes on; but those that wait for input take turns
  std::vector<Replica*> parked_;  // first in, first out
  std::size_t finished_ = 0;
  bool finishing_ = false;
  bool makes_parts_ = false;      // a replica does, of what it has in hand
  std::uint64_t parts_ = 0;       // batches that were made of parts of others
  bool enough_is_known_ = false;  // `have_enough` has been called
  std::size_t readers_ = 0;       // out-edges that the stage is there for, and whose consumer has not had enough

  std::atomic<bool> draining_{false};
  std::atomic<bool> cut_short_{false};
  std::atomic<bool> output_closed_{false};
  std::atomic<bool> has_enough_{false};
  std::atomic<bool> unread_{false};
};

}  // namespace weir::runtime
