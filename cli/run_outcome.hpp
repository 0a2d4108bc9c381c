#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/report.hpp>

namespace weir::cli {

/// How a run ended, as the shell, the table and the JSON report tell it.
enum class Ending {
  done,
  output_closed,  ///< whoever read the output has gone: `weir run … | head -3`
  failed,
  timed_out,
  interrupted,  ///< by a signal: what was under way was let through
  stopped,      ///< after a signal: what was under way was dropped
};

/// What ended a drain early.
enum class Stop {
  none,           ///< nothing
  second_signal,  ///< another request
  grace_over,     ///< it took longer than it may
};

/// What is left of a run once it is over.
struct RunOutcome {
  Ending ending = Ending::done;
  RunReport report;
  std::string error;                 ///< empty when there was none
  std::optional<std::string> stage;  ///< that failed
  std::optional<std::size_t> replica;
  std::vector<std::string> busy_stages;  ///< when the time was up
  int signal = 0;                        ///< that interrupted it
  Stop stopped_by = Stop::none;          ///< of a run that was interrupted
  bool reader_left = false;              ///< the same: and then whoever read the output went away, as in a pipeline of a shell

  /// Puts down the first of the signals that came before the run ended, and what ended the drain that it began: a stage that fails after a
  /// signal, since its sources stopped early, or whose reader has gone, does so because of it. A timeout stays what it is.
  void record_signals(int first, Stop cause) noexcept;
  /// Records that the run had not ended `patience` after something, such as "timeout after 5s", that should have ended it.
  void record_busy(const std::string& something, std::chrono::seconds patience);
  /// One line on how a signal or the timeout ended the run, and what that leaves of the outputs; empty when neither did.
  [[nodiscard]] std::string interruption() const;
  /// Something that was asked for is not there, though the run went on: a stage tells it, in the report.
  [[nodiscard]] bool lacks_something() const noexcept;
  /// What the command tells the shell.
  [[nodiscard]] int exit_code() const noexcept;
};

/// The name of an ending in the JSON report.
[[nodiscard]] std::string to_string(Ending ending);

/// Records what ended a run by an exception. `failure` is not null.
void record_failure(const std::exception_ptr& failure, RunOutcome& outcome);

}  // namespace weir::cli
