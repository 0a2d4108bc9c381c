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
  stopped,      ///< by a second signal: what was under way was dropped
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

  /// Puts down the signals that came before the run ended, at least one: a stage that fails after a signal, since its sources stopped
  /// early, does so because of it. A timeout and a closed output stay what they are.
  void record_signals(int first, int count) noexcept;
  /// Puts down that the run had not ended `grace` after something, such as "timeout after 5s", that ought to have ended it.
  void record_busy(const std::string& something, std::chrono::seconds grace);
  /// One line on what the signals did; empty when none did anything.
  [[nodiscard]] std::string interruption() const;
  /// Something that was asked for is not there, though the run went on: a stage tells it, in the report.
  [[nodiscard]] bool lacks_something() const noexcept;
  /// What the command tells the shell.
  [[nodiscard]] int exit_code() const noexcept;
};

/// The name of an ending in the JSON report.
[[nodiscard]] std::string to_string(Ending ending);

/// Puts down what ended a run by an exception. `failure` is not null.
void record_failure(const std::exception_ptr& failure, RunOutcome& outcome);

}  // namespace weir::cli
