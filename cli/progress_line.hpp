#pragma once

#include <chrono>
#include <string>

#include <weir/report.hpp>

namespace weir::cli {

/// What the user asked for: `auto` shows progress on a terminal only, `always` also where there is none, a line a second.
enum class ProgressMode { automatic, always, never };

/// One line: elapsed, items through the sinks, rate, the fullest queue, and how far the sources are, when they know.
[[nodiscard]] std::string progress_text(const RunReport& report);

/// Shows how a run goes on stderr: one line that is drawn over and over, or, without a terminal, a line a second. One thread.
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
  /// Takes the line off the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;     // at all
  bool terminal_;  // redrawn in place
  bool drawn_ = false;
  Clock::time_point next_;
};

}  // namespace weir::cli
