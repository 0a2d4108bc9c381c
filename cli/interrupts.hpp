#pragma once

#include <optional>

namespace weir::cli {

/// Takes over SIGINT, SIGTERM and SIGHUP while it lives, at most one at a time, except those that the process was started to ignore: a
/// signal is counted, no more, and whoever watches the run acts on it. After the second one the signals have their usual effect again, so a
/// third ends a process that does not come to its end by itself.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  ~Interrupts();

  /// Signals that have come so far: 0, 1 or 2.
  [[nodiscard]] int count() const noexcept;
  /// The number of the first.
  [[nodiscard]] std::optional<int> first() const noexcept;
};

}  // namespace weir::cli
