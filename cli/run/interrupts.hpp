#pragma once

#include <optional>

namespace weir::cli {

/// Counts the requests to end that arrive as SIGINT, SIGTERM and SIGHUP (`SignalRequests` groups the signals). Whoever watches the run acts
/// on them (`RunWatch`); the third has the signal's usual effect and ends a process that does not end by itself.
///
/// Signals that the process was started to ignore stay ignored. The handlers stay until the process ends, since the second signal of a
/// request may come when the run has just ended.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Requests so far: 0, 1 or 2.
  [[nodiscard]] int requests() const noexcept;
  /// The number of the first signal.
  [[nodiscard]] std::optional<int> first() const noexcept;
};

}  // namespace weir::cli
