#pragma once

// What a run tells its host while it goes on: pass `Callbacks` to `Pipeline::run` or `Pipeline::start`.
// The calls come one at a time, from a thread of the run.

#include <chrono>
#include <functional>
#include <string>

#include <weir/duration.hpp>
#include <weir/report.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Something that happened in a run.
struct Event {
  /// What can happen.
  enum class What {
    started,         ///< the stages have been made
    stage_finished,  ///< all replicas of `stage` have made their last call
    draining,        ///< the host asked for it: sources end
    stopping,        ///< the host asked for it, or the time was up
    ended,           ///< nothing of the run is left
  };

  What what = What::started;  ///< which of them
  std::string stage;          ///< the stage's name; empty when it is about the run
  std::string text;           ///< the same in words, one line for a log: `word_count: stage 'count' finished`
};

/// What a host wants to be told while a pipeline runs. weir itself writes nothing anywhere.
///
/// Threading: all calls of one run come one after the other, from a thread of its own and at the end from the thread that runs it; no stage
/// waits for them. The first may come before `Pipeline::start` has returned, the last returns before the run ends. A call may use the run's
/// `report`, `stop` and `drain`, but neither wait for its end nor destroy it. An exception from a call ends the run as a stage's would, and
/// the run throws it as it is.
struct Callbacks {
  std::function<void(const Event&)> event{};                 ///< each event as it comes
  std::function<void(const RunReport&)> progress{};          ///< the report so far, every `progress_every`, and once more at the end
  Duration progress_every = std::chrono::milliseconds(500);  ///< time between reports
};

}  // namespace weir
#pragma GCC visibility pop
