#pragma once

#include <weir/detail/wait_request.hpp>

#include "runtime/executor.hpp"

namespace weir::runtime {

/// The seam between the gates and what stages wait for beside time: the event loop of a run, or what a simulation makes happen. It tells
/// the engine by `Engine::wake`. All members may be called from any thread.
class Outside {
 public:
  Outside() = default;
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;
  virtual ~Outside() = default;

  /// Wakes the replica once any of the descriptors is ready, until `unwatch`. Returns false when one is always ready; then nothing is
  /// watched. Throws `Error`, with nothing watched, when one is not open or another replica waits for it.
  [[nodiscard]] virtual bool watch(Work replica, const detail::WaitRequest& request) = 0;
  /// The same request: its descriptors may be closed after that. A wake that is under way may still come.
  virtual void unwatch(const detail::WaitRequest& request) noexcept = 0;
  /// A thread of the stage's own has done what the replica waits for.
  virtual void wake(Work replica) noexcept = 0;
};

}  // namespace weir::runtime
