#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <weir/report.hpp>

namespace weir::cli {

/// What the user asked for: `automatic` shows progress on a terminal only, `always` also where there is none, a line a second.
enum class ProgressMode { automatic, always, never };

/// One line: elapsed; `done` of the whole, 0 to 1, and the time left, when that is known; items and rates from the sources and into the
/// sinks; and the queue that a bottleneck would be behind.
[[nodiscard]] std::string progress_text(const RunReport& report, std::optional<double> done);

/// Shows how a run goes on stderr: one line that is drawn over and over, or, without a terminal, a line a second. A stderr that takes no
/// more is passed over: a run does not wait for who looks at it. One thread.
class ProgressLine {
 public:
  explicit ProgressLine(ProgressMode mode);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Clears the line.
  ~ProgressLine();

  /// True when it is time to call `show`: reports are not made for nothing.
  [[nodiscard]] bool due() const;
  void show(const RunReport& report);
  /// From now on without percent and time left: a run that is drained will not do the whole.
  void leave_out_how_far() noexcept { tells_how_far_ = false; }
  /// Takes the line off the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;     // at all
  bool terminal_;  // redrawn in place
  bool drawn_ = false;
  bool tells_how_far_ = true;
  std::optional<double> done_;  // the most so far: an estimate may go back, a line that does would only irritate
  Clock::time_point next_;
};

}  // namespace weir::cli
