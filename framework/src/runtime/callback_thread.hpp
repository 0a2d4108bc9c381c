#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <utility>

#include <weir/event.hpp>

#include "runtime/timer.hpp"

namespace weir::runtime {

/// Calls a host's callbacks on a thread of its own: no stage waits for them, and none is called under a lock.
class CallbackThread {
 public:
  CallbackThread(Callbacks callbacks, std::function<RunReport()> report) : callbacks_(std::move(callbacks)), report_(std::move(report)) {}

  /// Makes the thread. `fail` gets what a callback throws; nothing is called after that. Throws `Error` when no thread can be made.
  void start(std::function<void(std::exception_ptr)> fail);
  /// The event's callback is called soon. From any thread.
  void post(Event event);
  /// Calls what is left to call, the last report too, on this thread. Nothing is called afterwards. Stopping again does nothing.
  void stop();

 private:
  SteadyTime fire(SteadyTime time);
  void call(bool progress);

  const Callbacks callbacks_;
  const std::function<RunReport()> report_;
  std::function<void(std::exception_ptr)> fail_;
  std::mutex mutex_;
  std::deque<Event> events_;
  SteadyTime next_progress_ = kNever;
  bool over_ = true;                                             // nothing more is to be called; of the thread that calls
  Timer timer_{[this](SteadyTime time) { return fire(time); }};  // last: its thread uses the others
};

}  // namespace weir::runtime
