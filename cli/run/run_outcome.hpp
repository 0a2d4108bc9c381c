#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/report.hpp>

namespace weir::cli {

/// How a run ended, for the exit code, the table and the JSON report.
enum class Ending {
  done,
  output_closed,  ///< the reader of the output went away: `weir run … | head -3`
  failed,
  timed_out,
  interrupted,  ///< by a signal: work under way was finished
  stopped,      ///< after a signal: work under way was dropped
};

/// What ended a drain early.
enum class Stop {
  none,           ///< nothing
  second_signal,  ///< a second request to end
  grace_over,     ///< it took longer than --grace
};

/// The result of a run.
struct RunOutcome {
  Ending ending = Ending::done;
  RunReport report;
  std::string error;                 ///< empty when there was none
  std::optional<std::string> stage;  ///< that failed
  std::optional<std::size_t> replica;
  std::vector<std::string> busy_stages;  ///< when the time was up
  int signal = 0;                        ///< that interrupted it
  bool own_fault = false;                ///< weir's own, and no stage's
  Stop stopped_by = Stop::none;          ///< set when the run was interrupted
  bool reader_left = false;  ///< set when the run was interrupted and the reader of its output then went away, as in a shell pipeline

  /// Records the first signal that came before the run ended, and what ended the drain that it began. A failure after sources were cut
  /// short and a reader that went away count as its consequences; any other failure stays one, and a timeout stays a timeout.
  void record_signals(int first, Stop cause) noexcept;
  /// Records that the run had not ended `patience` after `something`, such as "timeout after 5s", should have ended it.
  void record_busy(const std::string& something, std::chrono::seconds patience);
  /// One line that says how a signal or the timeout ended the run and what that means for the outputs; empty when neither did.
  [[nodiscard]] std::string interruption() const;
  /// True when a stage reported something missing that was asked for, although the run went on.
  [[nodiscard]] bool lacks_something() const noexcept;
  /// The exit code of the command.
  [[nodiscard]] int exit_code() const noexcept;
};

/// The name of an ending in the JSON report.
[[nodiscard]] std::string to_string(Ending ending);

/// Records the exception that ended a run. Requires: `failure` is not null.
void record_failure(const std::exception_ptr& failure, RunOutcome& outcome);

}  // namespace weir::cli
