#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// Calls a function at a set time, on a thread of its own that sleeps until then. `begin` makes the thread, which is all that can fail; the
/// destructor joins it. Thread-safe.
class Timer {
 public:
  /// `fire` gets the time and returns when it wants to be called next, `kNever` for not; what has been set meanwhile counts too. It must
  /// not throw.
  explicit Timer(std::function<SteadyTime(SteadyTime)> fire) : fire_(std::move(fire)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { stop(); }

  /// Makes the thread; what was set before counts. Once. Throws `Error` when no thread can be made.
  void begin();
  /// Fires at `time`, or earlier if it is set to; never without `begin`.
  void set(SteadyTime time) noexcept;
  void set_now() noexcept { set(SteadyTime::min()); }
  /// Ends the thread; when it returns no call of `fire` is under way and none will come. Not from `fire`.
  void stop() noexcept;

 private:
  void wait();

  const std::function<SteadyTime(SteadyTime)> fire_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
  SteadyTime time_ = kNever;
  bool stopped_ = false;
};

}  // namespace weir::runtime
