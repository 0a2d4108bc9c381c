#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <weir/detail/any_stage.hpp>

#include "runtime/clock.hpp"
#include "runtime/input_queues.hpp"
#include "runtime/output_credits.hpp"
#include "runtime/replica_outputs.hpp"

namespace weir::runtime {

/// The batches that a replica has taken from the queues.
struct InHand {
  std::vector<Batch*> batches;
  std::size_t next = 0;         // before it they are used up
  std::vector<Home> owed;       // for each in-edge, what of the batches taken has not been given back
  std::vector<Batch*> emptied;  // to go back with the credits of the next ones

  [[nodiscard]] bool any() const noexcept { return next < batches.size(); }
  [[nodiscard]] std::size_t left() const noexcept { return batches.size() - next; }
  [[nodiscard]] Batch& front() const noexcept { return *batches[next]; }
  [[nodiscard]] std::size_t credits_owed() const noexcept {
    return std::accumulate(owed.begin(), owed.end(), std::size_t{0}, [](std::size_t sum, const Home& home) { return sum + home.credits; });
  }
  [[nodiscard]] std::span<Batch* const> rest() const noexcept { return std::span(batches).subspan(next); }

  /// Takes so many, but, where memory is limited, no more than make a batch, and the last: what is in hand does not count as queued any
  /// more. Requires: `batches` has room for them.
  void take_from(InputQueues& inputs, std::size_t count) {
    if (inputs.is_plain()) {
      inputs.edges().front()->queue.pop(count, batches);
      owed.front().credits += count;
      return;
    }
    for (std::size_t bytes = 0; count > 0; --count) {
      const InputQueues::Taken taken = inputs.take();
      batches.push_back(taken.batch);
      const bool owes = taken.edge != InputQueues::kNoEdge;
      if (owes) ++owed[taken.edge].credits;
      if (taken.bytes == 0) continue;
      if (owes) owed[taken.edge].bytes += taken.bytes;
      bytes += taken.bytes;
      if (bytes >= inputs.batch_bytes()) return;
    }
  }
  void use_up_front() {
    front().clear();
    emptied.push_back(&front());
    ++next;
  }
  void clear() noexcept {
    batches.clear();
    next = 0;
  }
  /// The others have been put back.
  void keep_front() noexcept { batches.resize(next + 1); }
};

/// What a replica has done since it last settled.
struct Tally {
  Nanoseconds busy{0};
  std::uint64_t batches_in = 0;
  std::uint64_t items_in = 0;
  std::uint64_t batches_out = 0;
  std::uint64_t batches_dropped = 0;  // taken from the queues after the stage had had enough
  std::uint64_t items_dropped = 0;    // in them
  std::optional<double> progress{};   // of a source that knows, now
  std::uint64_t rows_in = 0;          // where rows are counted
  std::uint64_t rows_dropped = 0;

  [[nodiscard]] Amount in() const noexcept { return {items_in, rows_in}; }
  [[nodiscard]] Amount dropped() const noexcept { return {items_dropped, rows_dropped}; }
};

/// When the call under way began. Written by the thread that runs it, read by any: a report counts a call that may last for hours.
class CallUnderWay {
 public:
  void begin(StopwatchTime time) noexcept { began_.store(time, std::memory_order_relaxed); }
  void end() noexcept { began_.store(kNone, std::memory_order_relaxed); }

  /// Requires: `any()`.
  [[nodiscard]] StopwatchTime began() const noexcept { return began_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool any() const noexcept { return began_.load(std::memory_order_relaxed) != kNone; }
  /// How long it has taken at `time`; nothing when there is none.
  [[nodiscard]] Nanoseconds taken(StopwatchTime time) const noexcept {
    const StopwatchTime began = began_.load(std::memory_order_relaxed);
    return began == kNone ? Nanoseconds(0) : std::max(time - began, Nanoseconds(0));
  }

 private:
  static constexpr StopwatchTime kNone = StopwatchTime::min();
  std::atomic<StopwatchTime> began_{kNone};
};

/// What a replica that has calls left waits for before the next one, beside input and room.
enum class WaitsFor {
  nothing,
  host,      ///< an inlet or an outlet
  outside,   ///< what the stage has said
  next_try,  ///< of a call that failed
};

/// An instance of a stage and all that its thread needs to run it. It belongs to the thread that runs its work, from the hand-out to
/// `Gate::settle`; otherwise to the gate. `call` may be read by any.
struct ReplicaWork {
  ReplicaWork(std::uint32_t its_index, std::unique_ptr<detail::AnyStage> its_instance, const PlannedStage& stage, std::size_t in_edges,
              const OutputCredits& credits, BatchPool& pool, const detail::StopFlag& stop)
      : index(its_index),
        instance(std::move(its_instance)),
        ending(stop),
        outputs(credits.edges(), credits.waits(), stage.named_outputs.size(), pool, ending),
        rejects{&outputs.for_calls(), &stage.name, its_index, stage.stops_on_reject},
        counts_rows(stage.in != nullptr && stage.in->counts_rows) {
    instance->attach(ending, rejects);
    in_hand.owed.resize(in_edges);
    detail::EdgeWriters& out = outputs.for_calls();
    const auto columns = [&stage](std::size_t output) { return stage.output_columns(output) ? &*stage.output_columns(output) : nullptr; };
    out.main.columns = columns(0);
    for (std::size_t n = 0; n < out.named.size(); ++n) out.named[n].columns = columns(n + 1);
  }

  const std::uint32_t index;
  const std::unique_ptr<detail::AnyStage> instance;
  detail::Ending ending;
  InHand in_hand;
  ReplicaOutputs outputs;
  detail::Rejects rejects;
  Tally tally;
  CallUnderWay call;
  const bool counts_rows;         // of what comes in
  std::uint64_t rows_before = 0;  // then: of the input, before the call under way

  bool finishing = false;      // the next call is `finish`
  bool finish_called = false;  // or, of a source, the end of the stream was reached
  bool shares = false;         // its calls have become long: what it has left in hand is for any replica
  bool makes_parts = false;    // of the first of that, and no other replica of its stage does
  bool watched = false;        // by what stands for the outside, since a call said what it waits for
  bool timer_set = false;      // of a source that lends its writers: what it has not sent on will be fetched
  bool idles = false;          // of a stage that waits for input: it has calls left without any, once it is woken
  SteadyTime begun{};          // its calls, when anything goes by that
  WaitsFor waits = WaitsFor::nothing;
  SteadyTime wait_until = kNever;  // then it is over in any case

  // What its calls cost, to size the next take.
  std::size_t bulk = 1;         // batches one activation may move
  std::size_t last_sealed = 1;  // full batches the last activation made, at most over its out-edges

  std::atomic<bool> holds{false};  // the executor, while it waits for something that is no work of the run

  [[nodiscard]] bool has_calls_left() const noexcept { return in_hand.any() || (finishing && !finish_called); }
  /// That, or some without input.
  [[nodiscard]] bool may_be_called() const noexcept { return has_calls_left() || idles; }
  [[nodiscard]] bool is_waiting() const noexcept { return waits != WaitsFor::nothing; }
  void wait(WaitsFor what, SteadyTime until) noexcept {
    waits = what;
    wait_until = until;
  }
  void end_wait() noexcept { wait(WaitsFor::nothing, kNever); }
  /// Something has happened that it may wait for; the next try has its time all the same.
  void wake() noexcept {
    if (waits != WaitsFor::next_try) end_wait();
  }
};

/// A replica is in exactly one of these.
enum class ReplicaState {
  free,          ///< may be handed out
  running,       ///< belongs to a work item: one thread, no lock
  parked,        ///< waits for credits or for something outside, with a surplus, with input in hand, or both
  waiting_head,  ///< of an ordered stage: its turn has not come
  finished,
};

/// A replica as only its gate sees it.
struct alignas(kCacheLine) Replica {
  template <class... Args>
  explicit Replica(Args&&... args) : work(std::forward<Args>(args)...) {}

  ReplicaState state = ReplicaState::free;
  bool woken = false;        // while it runs: what its call looked for may have come after that
  std::uint64_t ticket = 0;  // of an ordered stage
  ReplicaWork work;
};

}  // namespace weir::runtime
