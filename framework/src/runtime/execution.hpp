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

#include "runtime/announcer.hpp"
#include "runtime/engine.hpp"
#include "runtime/outside.hpp"
#include "runtime/tbb_executor.hpp"

namespace weir::runtime {

/// One run of a plan on oneTBB. One of the runs is called, once; the other members from any thread, before, during and after it.
class Execution {
 public:
  explicit Execution(const Plan& plan, const Callbacks& callbacks = {});
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution();

  /// True when the calling thread is in an arena of its own in which a run may take part.
  [[nodiscard]] static bool may_run_here() noexcept;
  /// Runs to the end in the caller's arena. Throws `StageError`, `TimeoutError` or `StallError`.
  RunReport run_here();
  /// The same in an arena of `workers` threads.
  RunReport run_in_own_arena();
  void stop();
  void drain();
  [[nodiscard]] RunReport report();
  /// Lets go of whoever waits at an inlet or an outlet: nothing will come any more.
  void end_host_queues();
  /// The host's side of a stage, null when it has none.
  [[nodiscard]] const std::shared_ptr<detail::HostQueue>& host_queue(std::size_t stage) const { return host_queues_[stage]; }

 private:
  struct Live {
    TbbExecutor& executor;
    Engine& engine;
    Outside& outside;
  };
  // However the run ends, nobody reaches its engine afterwards.
  struct Leaving {
    Execution& execution;
    ~Leaving() { execution.leave(); }
  };
  void run_live(Live live);
  void start(Live live);
  void leave();
  void announce(Event::What what, const std::string& stage, const std::string& happened);
  void stop_live();
  void drain_live();
  void announce_end(const Engine& engine);
  Nanoseconds time_out(Engine& engine);
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
  Nanoseconds started_ = 0;
  Nanoseconds cpu_started_ = 0;

  std::optional<Announcer> announcer_;  // when there are callbacks
};

}  // namespace weir::runtime
