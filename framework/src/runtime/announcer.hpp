#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>

#include <weir/event.hpp>

#include "runtime/alarm.hpp"

namespace weir::runtime {

/// Tells a host's callbacks what happens, on a thread of its own: no stage waits for them, and none is called under a lock.
class Announcer {
 public:
  Announcer(Callbacks callbacks, std::function<RunReport()> report) : callbacks_(std::move(callbacks)), report_(std::move(report)) {}

  /// Begins. `fail` gets what a callback throws; nothing is called after that.
  void start(std::function<void(std::exception_ptr)> fail);
  /// From any thread.
  void say(Event event);
  /// Tells what is left to tell, the last report too, on this thread. Nothing is called afterwards. Stopping again does nothing.
  void stop();

 private:
  Nanoseconds ring(Nanoseconds time);
  void tell(bool progress);

  const Callbacks callbacks_;
  const std::function<RunReport()> report_;
  std::function<void(std::exception_ptr)> fail_;
  std::mutex mutex_;
  std::deque<Event> events_;
  Nanoseconds next_progress_ = 0;                                 // 0: none is wanted
  bool over_ = true;                                              // nothing more is to be told; of the thread that tells
  Alarm alarm_{[this](Nanoseconds time) { return ring(time); }};  // last: its thread uses the others
};

}  // namespace weir::runtime
