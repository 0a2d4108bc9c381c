#pragma once

// What happened in a run, or has happened so far: counts, times and peaks of each stage.
// Plain values.
//
// Whatever is counted in items is counted in rows, too: `Rows` count as the rows that they hold, and any other item as one.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {

/// What went out by an output with a name.
struct OutputReport {
  std::string name;         ///< without that of the stage
  std::uint64_t items = 0;  ///< pushed, read or not
  std::uint64_t rows = 0;   ///< in these
};

/// What happened to one stage. Times are summed over replicas.
struct StageReport {
  std::string name;                               ///< as in the plan
  std::string kind;                               ///< as in the plan
  std::size_t replicas = 1;                       ///< instances
  std::uint64_t items_in = 0;                     ///< of all inputs
  std::uint64_t items_out = 0;                    ///< of the main output: counted once, however many stages read them
  std::uint64_t rows_in = 0;                      ///< in `items_in`
  std::uint64_t rows_out = 0;                     ///< in `items_out`
  std::vector<OutputReport> named_outputs;        ///< the other outputs
  std::uint64_t batches_in = 0;                   ///< calls with items
  std::uint64_t batches_out = 0;                  ///< to all stages that read them
  std::chrono::nanoseconds busy{};                ///< in the stage's own code
  std::chrono::nanoseconds waiting_input{};       ///< a replica was free and nothing had come
  std::chrono::nanoseconds waiting_room{};        ///< a replica could not go on: the queues after it were full
  std::chrono::nanoseconds waiting_outside{};     ///< a replica waited for something outside, as it had said (`Waits`)
  std::size_t peak_queue = 0;                     ///< most batches in any one queue before the stage
  std::size_t queue_depth = 0;                    ///< that queue's depth; 0 for a source
  std::size_t peak_promised = 0;                  ///< most batches that were in that queue or promised: room that replicas at work hold
  std::size_t waits_outside = 0;                  ///< replicas that waited for something outside, when the report was made
  std::size_t queued = 0;                         ///< batches in the fullest queue before the stage, when the report was made
  bool output_closed = false;                     ///< of a sink: its reader went away, and what came after that was dropped
  bool had_enough = false;                        ///< it took no more from some time on: it said so, or all stages that read it have
  std::uint64_t items_dropped = 0;                ///< that came after it had had enough, or its reader had gone; in no `items_in`
  std::uint64_t items_rejected = 0;               ///< that left by its output `rejected`
  std::uint64_t items_skipped = 0;                ///< that it rejected with nobody to read them
  std::uint64_t items_left = 0;                   ///< that were before it or in its hands when the run ended; in no `items_in`
  std::uint64_t items_unsent = 0;                 ///< that it had made, and were in no queue when the run ended, once for each reader
  std::uint64_t rows_dropped = 0;                 ///< in `items_dropped`
  std::uint64_t rows_rejected = 0;                ///< in `items_rejected`
  std::uint64_t rows_skipped = 0;                 ///< in `items_skipped`
  std::uint64_t rows_left = 0;                    ///< in `items_left`
  std::uint64_t rows_unsent = 0;                  ///< in `items_unsent`
  bool in_call = false;                           ///< a replica was in the middle of a call, when the report was made
  std::map<std::string, std::uint64_t> counters;  ///< what the stage itself counted
  std::vector<std::string> missing;               ///< what was asked for and is not there, a line each, as the stage tells it
};

/// What went through an edge.
struct EdgeReport {
  std::string from;                           ///< as a file names it: `split` or `split.big`
  std::string to;                             ///< the stage that reads it
  std::uint64_t items_put = 0;                ///< into its queue
  std::uint64_t items_taken = 0;              ///< out of it
  std::uint64_t items_left = 0;               ///< in it when the run ended: `items_put` is these and those taken
  std::uint64_t rows_put = 0;                 ///< in `items_put`
  std::uint64_t rows_taken = 0;               ///< in `items_taken`
  std::uint64_t rows_left = 0;                ///< in `items_left`
  std::optional<std::uint64_t> peak_bytes{};  ///< most bytes in it at one time, where its memory is limited
};

/// Where so many items, or rows, went.
struct BalanceSums {
  std::uint64_t read = 0;      ///< that came out of sources
  std::uint64_t written = 0;   ///< that sinks used; without those of sinks that read nothing but rejects
  std::uint64_t rejected = 0;  ///< that left by an output `rejected`
  std::uint64_t skipped = 0;   ///< that were rejected, with nobody to read them
  std::uint64_t dropped = 0;   ///< that came for a stage after it had had enough, or for a sink whose reader had gone
  std::uint64_t left = 0;      ///< that were under way when the run ended
};

/// Where the items of a run went. `wrong` is empty: anything else is a fault of weir's own.
struct Balance : BalanceSums {
  BalanceSums rows;   ///< the same in rows
  std::string wrong;  ///< what does not add up
};

/// What happened in a run, or has happened so far.
struct RunReport {
  std::string pipeline;                 ///< its name
  bool finished = false;                ///< every stage ran to its end
  bool cut_short = false;               ///< a drain ended a source that had more to produce, or an item of an expander that waited for more
  std::size_t workers = 1;              ///< threads that the run could use
  std::chrono::nanoseconds wall{};      ///< from start to end, or until now
  std::chrono::nanoseconds cpu{};       ///< of the whole process, during the run
  std::chrono::nanoseconds overhead{};  ///< weir's own code inside work items, summed over workers
  std::uint64_t peak_memory = 0;        ///< bytes: the process's largest resident size so far
  /// Most bytes that were in queues at one time, of those whose memory is limited; nothing where none is.
  std::optional<std::uint64_t> peak_queued_bytes{};
  std::uint64_t items = 0;          ///< that went into the sinks
  std::uint64_t rows = 0;           ///< in these
  bool counts_rows = false;         ///< some items are `Rows`: what is counted in rows says more than what is counted in items
  std::size_t peak_batches = 0;     ///< no more batches than this were live at any one time: the sum of each queue's and replica's own peak
  std::optional<double> progress;   ///< 0 to 1: what has gone through the sinks, by what sources know; 1 only at the end
  std::vector<StageReport> stages;  ///< in the order of the plan
  std::vector<EdgeReport> edges;    ///< in the order of the plan; empty before the run has ended
  Balance balance;                  ///< zeros before the run has ended
};

}  // namespace weir
#pragma GCC visibility pop
