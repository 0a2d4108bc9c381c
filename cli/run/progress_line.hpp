#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <weir/report.hpp>

namespace weir::cli {

/// When progress is shown: `automatic` only on a terminal, `always` also elsewhere, as one line a second.
enum class ProgressMode { automatic, always, never };

/// One line: the time elapsed; the share done, 0 to 1, and the time left, when `done` is known; items and rates from the sources and into
/// the sinks; and the queue before the likely bottleneck.
[[nodiscard]] std::string progress_text(const RunReport& report, std::optional<double> done);

/// Shows the progress of a run on stderr: one line that is redrawn, or a new line every second without a terminal. When stderr would block,
/// an update is left out, so that a run never waits for its viewer. One thread.
class ProgressLine {
 public:
  explicit ProgressLine(ProgressMode mode);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Clears the line.
  ~ProgressLine();

  /// True when it is time to call `show`, so that no report is made in vain.
  [[nodiscard]] bool due() const;
  void show(const RunReport& report);
  /// Leaves out percent and time left from now on: a drained run does not do all of its work.
  void leave_out_how_far() noexcept { tells_how_far_ = false; }
  /// Takes the line off the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;     // at all
  bool terminal_;  // redrawn in place
  bool drawn_ = false;
  bool tells_how_far_ = true;
  std::optional<double> done_;  // the highest so far: an estimate may go back, but a line that does only irritates
  Clock::time_point next_;
};

}  // namespace weir::cli
