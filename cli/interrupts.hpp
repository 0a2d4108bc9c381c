#pragma once

#include <optional>

namespace weir::cli {

/// Takes over SIGINT, SIGTERM and SIGHUP while it lives, at most one at a time, except those that the process was started to ignore. The
/// requests to end that they make are counted (`SignalRequests` says which signals are one request), and whoever watches the run acts on
/// them. The third request has the signal's usual effect: it ends a process that does not come to its end by itself.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  ~Interrupts();

  /// Requests that have come so far: 0, 1 or 2.
  [[nodiscard]] int requests() const noexcept;
  /// The number of the first signal.
  [[nodiscard]] std::optional<int> first() const noexcept;
};

}  // namespace weir::cli
