#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// Calls a function at a set time, on a thread of its own that sleeps until then. The thread is made at the first `set` and joined by the
/// destructor.
class Alarm {
 public:
  /// `ring` gets the time and gives when it wants to be called next, 0 for not. It must not throw.
  explicit Alarm(std::function<Nanoseconds(Nanoseconds)> ring) : ring_(std::move(ring)) {}
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { stop(); }

  /// Rings at `time`, or earlier if it is set to.
  void set(Nanoseconds time);
  /// Ends the thread; when it returns no call of `ring` is under way and none will come.
  void stop();

 private:
  void wait();

  std::function<Nanoseconds(Nanoseconds)> ring_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
  Nanoseconds time_ = 0;  // 0: not set
  bool stopped_ = false;
};

}  // namespace weir::runtime
