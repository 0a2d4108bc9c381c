#pragma once

#include <chrono>

#include <weir/run.hpp>

#include "run/interrupts.hpp"
#include "run/progress_line.hpp"
#include "run/run_outcome.hpp"

namespace weir::cli {

/// How long stages may take to return from their own code once a run has been stopped or has timed out.
inline constexpr std::chrono::seconds kPatience{2};

/// Watches a run until it has ended, or should have: shows its progress and obeys signals. The first request drains the run and is answered
/// on stderr at once; a second one, or a drain that does not end within its grace period, stops the run.
///
/// One thread. The arguments of the constructor must outlive it.
class RunWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `timeout`: that of the run, which stops itself. `grace`: how long a drain may take.
  RunWatch(Run& run, std::optional<std::chrono::nanoseconds> timeout, std::chrono::nanoseconds grace, const Interrupts& interrupts,
           ProgressLine& progress);

  /// Returns true when the run has ended; false when it should have, but a stage does not return from its own code.
  [[nodiscard]] bool wait();
  /// What ended a drain early.
  [[nodiscard]] Stop stopped_by() const noexcept { return stopped_by_; }

 private:
  void obey();
  void drain();
  void stop(Stop cause);

  Run& run_;
  const std::chrono::nanoseconds grace_;
  const Interrupts& interrupts_;
  ProgressLine& progress_;
  Clock::time_point give_up_;
  std::optional<Clock::time_point> drained_by_;  // when the grace of a drain is over
  Stop stopped_by_ = Stop::none;
};

}  // namespace weir::cli
