#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "runtime/scheduler.hpp"
#include "simulation/simulated_executor.hpp"

namespace weir::simulation {

/// Lends a scheduler threads that are none: what another thread would do while one is in a call is done in the middle of that call. So all
/// happens on one thread and in simulated time, and yet any thread may come at any call.
class NestedThreads final : public runtime::Executor {
 public:
  NestedThreads(const Plan& plan, std::size_t threads) : plan_(plan), threads_(threads) {}

  void spawn(runtime::Work work) override { scheduler_->keep(work); }
  void hold() override { ++holds; }
  void release() override { --holds; }
  [[nodiscard]] const runtime::Clock& clock() const noexcept override { return time; }

  void isolate(void (*call)(void*), void* argument) override {
    call(argument);
    if (in_call) in_call();
  }

  void start(runtime::Engine& engine) {
    scheduler_.emplace(engine, plan_, threads_,
                       runtime::Scheduler::Lender{.request = [this] { ++requests; }, .watch = [this] { begin_watch(); }});
    event([&](runtime::Works& works) { engine.start(works); });
  }

  template <class F>
  void event(F enable) {
    runtime::Works works;
    enable(works);
    scheduler_->add(works);
  }

  /// A thread that was requested comes, if there is one that can.
  bool lend() {
    if (requests == 0 || working == threads_) return false;
    --requests;
    ++working;
    scheduler_->work();
    --working;
    return true;
  }

  /// Looks after what is kept, if that is wanted.
  void look() {
    if (!watched) return;
    until_next_look = scheduler_->look_after();
    watched = until_next_look != runtime::kForever;
  }

  [[nodiscard]] std::size_t kept() const { return scheduler_->kept(); }
  [[nodiscard]] bool all_work() const noexcept { return working == threads_; }

  SimulatedClock time;
  std::function<void()> in_call;         ///< at the end of each call of a stage
  std::function<void()> before_watch{};  ///< may throw, as a thread that cannot be made does
  std::size_t holds = 0;
  std::size_t requests = 0;  ///< not yet answered
  std::size_t working = 0;
  bool watched = false;
  runtime::Nanoseconds until_next_look{0};  ///< what the last one asked for

 private:
  void begin_watch() {
    if (before_watch) before_watch();
    watched = true;
  }

  const Plan& plan_;
  const std::size_t threads_;
  std::optional<runtime::Scheduler> scheduler_;
};

}  // namespace weir::simulation
