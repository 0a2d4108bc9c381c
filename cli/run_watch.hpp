#pragma once

#include <chrono>

#include <weir/run.hpp>

#include "interrupts.hpp"
#include "progress_line.hpp"
#include "run_outcome.hpp"

namespace weir::cli {

/// How long stages may take to come out of their own code once a run was stopped, or its time was up.
inline constexpr std::chrono::seconds kPatience{2};

/// Stays with a run until it has ended, or should have: shows its progress, and does what signals ask for. The first request drains the
/// run and is answered on stderr at once; a second one, or a drain that does not end within its grace, stops it.
///
/// One thread. All that it is made of must outlive it.
class RunWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `timeout`: the run's own, if it has one; it stops itself. `grace`: for a drain.
  RunWatch(Run& run, std::optional<std::chrono::nanoseconds> timeout, std::chrono::nanoseconds grace, const Interrupts& interrupts,
           ProgressLine& progress);

  /// True when the run has ended; false when it should have and a stage does not return from its own code.
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
  std::optional<Clock::time_point> drained_by_;  // of a drain
  Stop stopped_by_ = Stop::none;
};

}  // namespace weir::cli
