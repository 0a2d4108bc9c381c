#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <weir/detail/any_stage.hpp>

#include "runtime/clock.hpp"
#include "runtime/edge.hpp"

namespace weir::runtime {

/// A replica is in exactly one of these, changed only under its stage's gate.
enum class ReplicaState {
  free,          ///< may be handed out
  running,       ///< belongs to a work item: one thread, no lock
  parked,        ///< waits for credits, with a surplus, with input in hand, or both
  waiting_head,  ///< of an ordered stage: its turn has not come
  finished,
};

/// How long a part-filled batch has waited, when the stage that it is for has a `batch_wait`.
struct Waiting {
  Nanoseconds since = 0;  // no item in it came before this; 0: none waits
  bool due = false;       // it has waited as long as it may
};

/// One instance of a stage and what it holds. While `running`, everything but `state` belongs to the thread that runs the work; otherwise
/// to the gate.
struct alignas(kCacheLine) Replica {
  ReplicaState state = ReplicaState::free;
  std::uint32_t index = 0;
  std::unique_ptr<detail::AnyStage> instance;

  // In hand.
  std::vector<Batch*> inputs;           // taken from the queues
  std::size_t next_input = 0;           // before it they are used up
  std::vector<std::size_t> taken_from;  // for each in-edge, batches whose credit has not been given back yet
  std::vector<Batch*> spare;            // emptied inputs, to go back with the credits of the next ones

  // Ways out.
  std::vector<detail::EdgeWriter> writers;
  detail::EdgeWriters output;
  std::vector<Waiting> open;  // for each writer, how long its part-filled batch has waited

  // What it is to do.
  bool finishing = false;      // the next call is `finish`
  bool finish_called = false;  // or, of a source, the end of the stream was reached
  bool last = false;           // of an ordered stage: every other replica has finished
  bool at_head = false;        // of an ordered stage
  bool waits = false;          // its last call has nothing to do until the host acts
  bool alarm_set = false;      // of a source that lends its writers: somebody will come for what it has not sent on
  Nanoseconds begun = 0;       // its calls; 0 when nobody asks
  std::uint64_t ticket = 0;

  // What its calls cost, to size the next take.
  std::size_t bulk = 1;         // batches one activation may move
  std::size_t last_sealed = 1;  // full batches the last activation made, at most over its writers

  // When the call under way began, by the stopwatch; 0: none is. Written by the thread that runs it, read by any: a report counts a call
  // that may last for hours.
  std::atomic<Nanoseconds> call_began{0};

  // Since the last settle, folded into the gate's totals there.
  Nanoseconds busy = 0;
  std::uint64_t batches_in = 0;
  std::uint64_t items_in = 0;
  std::uint64_t batches_out = 0;
  std::optional<double> progress;  // of a source that knows

  [[nodiscard]] bool has_input() const noexcept { return next_input < inputs.size(); }
};

}  // namespace weir::runtime
