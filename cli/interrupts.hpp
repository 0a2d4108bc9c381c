#pragma once

#include <optional>

namespace weir::cli {

/// Takes over SIGINT, SIGTERM and SIGHUP, except those that the process was started to ignore, until the process ends: the second half of a
/// request may come when the run has just ended. The requests are counted (`SignalRequests` says which signals are one), and whoever
/// watches the run acts on them. The third request has the signal's usual effect: it ends a process that does not come to its end by
/// itself.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Requests that have come so far: 0, 1 or 2.
  [[nodiscard]] int requests() const noexcept;
  /// The number of the first signal.
  [[nodiscard]] std::optional<int> first() const noexcept;
};

}  // namespace weir::cli
