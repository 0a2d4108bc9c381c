#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <weir/event.hpp>
#include <weir/plan.hpp>
#include <weir/report.hpp>

#include "runtime/callback_thread.hpp"
#include "runtime/engine.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/tbb_executor.hpp"

namespace weir::runtime {

/// One run of a plan on oneTBB. `run` is called once; the other members from any thread, before, during and after it.
class Execution {
 public:
  explicit Execution(const Plan& plan, const Callbacks& callbacks = {});
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution();

  /// True when the calling thread is in an arena of its own in which a run may take part.
  [[nodiscard]] static bool may_run_here() noexcept;
  enum class Arena { callers, own };
  /// What the host may do to the run from outside. Only a drain needs a thread that waits for it: a stop is a flag.
  enum class Reach { stop, stop_and_drain };
  /// Runs to the end: in the caller's arena, or in one of `workers` threads. Throws `StageError`, `TimeoutError` or `StallError`, and
  /// `Error` when the threads that it needs cannot be made.
  void run(Arena arena, Reach reach);
  void stop() noexcept;
  /// Requires: the reach of `run` allows it.
  void drain() noexcept;
  [[nodiscard]] RunReport report();
  /// Lets go of whoever waits at an inlet or an outlet: nothing will come any more.
  void end_host_queues();
  /// The host's side of a stage, null when it has none.
  [[nodiscard]] const std::shared_ptr<detail::HostQueue>& host_queue(std::size_t stage) const { return host_queues_[stage]; }

 private:
  struct Live {
    Engine& engine;
    EventLoop& events;
  };
  // However the run ends, nobody reaches its engine afterwards.
  struct Leaving {
    Execution& execution;
    ~Leaving() { execution.leave(); }
  };
  void run_here(Reach reach);
  void prepare(Live live, Timer& timeout);
  void make_threads(Live live, Timer& timeout, Reach reach);
  void start(TbbExecutor& executor, Live live);
  void end(Live live, Timer& timeout);
  void keep_report(Engine& engine);
  void leave();
  void announce(Event::What what, const std::string& stage, const std::string& happened);
  void announce_request(Engine& engine, Event::What what, const char* happened) noexcept;
  void stop_live() noexcept;
  void drain_live() noexcept;
  void announce_end(const Engine& engine);
  SteadyTime time_out(Engine& engine) noexcept;
  void throw_outcome(const Engine& engine) const;
  [[nodiscard]] std::string outcome(const Engine& engine) const;
  void fill(RunReport& report) const;

  const Plan& plan_;
  std::vector<std::shared_ptr<detail::HostQueue>> host_queues_;  // of each stage

  std::mutex mutex_;
  std::optional<Live> live_;  // while there is an engine
  bool stop_wanted_ = false;
  bool drain_wanted_ = false;
  bool ended_ = false;  // has been announced
  RunReport last_;

  std::atomic<bool> timed_out_{false};
  std::vector<std::string> busy_at_timeout_;
  std::vector<std::string> waiting_at_timeout_;
  std::size_t workers_ = 0;
  SteadyTime started_{};
  Nanoseconds cpu_started_{0};

  std::optional<CallbackThread> callbacks_;  // when there are any
};

}  // namespace weir::runtime
