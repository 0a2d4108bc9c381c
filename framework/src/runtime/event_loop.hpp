#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/tbb_executor.hpp"
#include "runtime/timer.hpp"

namespace weir::runtime {

/// What reaches a run from outside: a host that pushes or pulls, a drain, a stop, and batches that have waited long enough. All of it goes
/// through one thread of the run's own, because a thread that once calls oneTBB stays attached to its default arena: a host's threads must
/// not be changed by a push.
///
/// All but `begin` and `end` may be called from any thread, and cannot fail: what they need has been made by then.
class EventLoop {
 public:
  EventLoop(TbbExecutor& executor, Engine& engine, std::size_t stages)
      : executor_(executor), engine_(engine), requests_(stages), served_(stages) {}

  /// Makes the thread, without which nothing of the following reaches the engine. Throws `Error` when no thread can be made.
  void begin() { timer_.begin(); }
  /// The host has done what the stage waits for.
  void wake(std::size_t stage) noexcept;
  /// Sources end as if exhausted.
  void drain() noexcept;
  /// Lets go of the stages that wait for the host, after a stop.
  void stop() noexcept;
  /// A batch is due at that time.
  void flush_at(SteadyTime time) noexcept { timer_.set(time); }
  /// Ends the thread; nothing reaches the engine any more.
  void end() noexcept { timer_.stop(); }

 private:
  struct Requests {
    explicit Requests(std::size_t stages) : wakes(stages) {}

    std::vector<bool> wakes;  // of each stage
    bool woken = false;       // one of them
    bool drain = false;
    bool stop = false;
  };
  template <class F>
  void request(F add) noexcept;
  SteadyTime fire(SteadyTime time);
  SteadyTime serve(SteadyTime time);

  TbbExecutor& executor_;
  Engine& engine_;
  std::mutex mutex_;
  Requests requests_;
  Requests served_;                                              // of the timer's thread
  Timer timer_{[this](SteadyTime time) { return fire(time); }};  // last: its thread uses the others
};

}  // namespace weir::runtime
