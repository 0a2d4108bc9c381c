#pragma once

// What a source made of one function takes when it waits for something outside: `[](const weir::Stopping& stopping) { ... }`.
// For the thread of the call and only until it returns.

#include <weir/detail/edge_writers.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Tells a source made of one function whether it is to end, as `stopping()` tells a class.
///
/// Requires: it is used only during the call that it was passed to.
class Stopping {
 public:
  explicit Stopping(const detail::EdgeWriters& writers) noexcept : writers_(writers) {}  ///< made by weir for each call

  /// True when the run is being stopped or drained: a function that waits looks here at least every 100 ms, and returns `std::nullopt`.
  [[nodiscard]] bool operator()() const noexcept { return writers_.ending != nullptr && writers_.ending->stopping(); }

 private:
  const detail::EdgeWriters& writers_;
};

}  // namespace weir
#pragma GCC visibility pop
