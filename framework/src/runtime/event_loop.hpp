#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/tbb_executor.hpp"
#include "runtime/timer.hpp"

namespace weir::runtime {

/// What reaches a run from outside: a host that pushes or pulls, a drain, a stop, and batches that have waited long enough. All of it goes
/// through one thread of the run's own, made when it is first needed, because a thread that once calls oneTBB stays attached to its default
/// arena: a host's threads must not be changed by a push.
///
/// All but `end` may be called from any thread.
class EventLoop {
 public:
  EventLoop(TbbExecutor& executor, Engine& engine) : executor_(executor), engine_(engine) {}

  /// The host has done what the stage waits for.
  void wake(std::size_t stage);
  /// Sources end as if exhausted.
  void drain();
  /// Lets go of the stages that wait for the host, after a stop.
  void stop();
  /// A batch is due at that time.
  void flush_at(SteadyTime time) { timer_.set(time); }
  /// Ends the thread; nothing reaches the engine any more.
  void end() { timer_.stop(); }

 private:
  struct Requests {
    std::vector<std::size_t> wakes;
    bool drain = false;
    bool stop = false;
  };
  template <class F>
  void request(F add);
  SteadyTime fire(SteadyTime time);
  SteadyTime serve(const Requests& requests, SteadyTime time);

  TbbExecutor& executor_;
  Engine& engine_;
  std::mutex mutex_;
  Requests requests_;
  Timer timer_{[this](SteadyTime time) { return fire(time); }};  // last: its thread uses the others
};

}  // namespace weir::runtime
