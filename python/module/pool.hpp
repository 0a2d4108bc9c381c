#pragma once

#include <pybind11/pybind11.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <weir/processor.hpp>

#include "lock.hpp"

namespace weir::python {

/// Runs `call` without the interpreter's lock, on another thread, while this one looks after signals: one whose handler raises, as Ctrl-C's
/// does, asks for a stop, and is raised when the call has ended. Requires: the caller holds the lock; `call` throws nothing but what
/// may cross threads.
void call_interruptibly(const std::function<void(const std::stop_token&)>& call);

/// Notes that this process has oneTBB's threads. False in a process that was forked from one that had: it does not have them, and oneTBB
/// still counts on them, so that all work has to be done by the thread that calls. Requires: the interpreter's lock.
bool may_use_threads();

/// A `Processor` for Python: its calls can be interrupted, and it goes on in a forked child, where the pool's threads are missing.
class Pool {
 public:
  explicit Pool(const ProcessorOptions& options);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  [[nodiscard]] std::size_t workers() const noexcept { return workers_; }
  [[nodiscard]] ProcessorMetrics metrics() { return here().metrics(); }

  /// Calls `call(processor)` without the interpreter's lock. Only a call that may take long can be interrupted: what that needs costs some
  /// tens of microseconds.
  template <class Call>
  auto run(bool may_take_long, const Call& call) {
    return run_stoppable(may_take_long, [&](Processor& processor, const std::stop_token&) { return call(processor); });
  }
  /// The same with `call(processor, stop)`, for one that looks itself whether it is to stop.
  template <class Call>
  auto run_stoppable(bool may_take_long, const Call& call) {
    std::optional<std::invoke_result_t<Call, Processor&, const std::stop_token&>> result;
    Processor& processor = here();
    // Inside a function of a call, another thread could wait for ever for a place in the pool.
    if (may_take_long && !processing::InHostFunction::here()) {
      call_interruptibly([&](const std::stop_token& stop) {
        Processor stoppable = processor.until(stop);
        result.emplace(call(stoppable, stop));
      });
    } else {
      const Unlocked unlocked;
      const ActiveCall active;
      result.emplace(call(processor, std::stop_token()));
    }
    return *std::move(result);
  }

 private:
  Processor& here();

  void make();

  ProcessorOptions options_;
  std::unique_ptr<Processor> processor_;
  std::size_t workers_;
  pid_t process_;
};

}  // namespace weir::python
