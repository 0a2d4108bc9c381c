#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/scheduler.hpp"

namespace weir::simulation {

/// Lends a scheduler plain threads: nothing here but the standard library, so ThreadSanitizer sees every access.
class ThreadExecutor final : public runtime::Executor {
 public:
  ThreadExecutor(const Plan& plan, std::size_t threads) : plan_(plan), threads_(threads) {}

  // Any work may be thought cheap or expensive.
  void spawn(runtime::Work work) override {
    const std::size_t nth = spawned_.fetch_add(1, std::memory_order_relaxed);
    if (nth % 3 == 0) work.cost = nth % 2 == 0 ? 0 : std::numeric_limits<double>::infinity();
    scheduler_->keep(work);
  }

  void hold() override {
    const std::lock_guard lock(mutex_);
    ++outstanding_;
  }
  void release() override { finish_one(); }

  /// Runs the engine until no work is left; `meanwhile` runs on a thread of its own beside it.
  template <class F>
  void run(runtime::Engine& engine, F meanwhile) {
    scheduler_.emplace(engine, plan_, threads_,
                       runtime::Scheduler::Lender{.request = [this] { request_thread(); }, .watch = [this] { watched_ = true; }});
    hold();
    run_event([&](runtime::Works& works) { engine.start(works); });
    release();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < threads_; ++i) threads.emplace_back([this] { work(); });
    std::thread other(meanwhile);
    std::thread watch([this] {
      while (run_event([this](runtime::Works&) { look_after(); })) std::this_thread::sleep_for(std::chrono::microseconds(20));
    });
    for (auto& thread : threads) thread.join();
    other.join();
    watch.join();
  }

  /// Calls `event`, which may enable work, while the executor counts as busy. False when it had ended already.
  template <class F>
  bool run_event(F event) {
    {
      const std::lock_guard lock(mutex_);
      if (outstanding_ == 0) return false;
      ++outstanding_;
    }
    runtime::Works works;
    event(works);
    scheduler_->add(works);
    finish_one();
    return true;
  }

 private:
  void request_thread() {
    const std::lock_guard lock(mutex_);
    ++requests_;
    ++outstanding_;
    changed_.notify_one();
  }

  void look_after() {
    if (watched_.exchange(false) && scheduler_->look_after() != runtime::kForever) watched_ = true;
  }

  void work() {
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [this] { return requests_ > 0 || outstanding_ == 0; });
      if (requests_ == 0) return;
      --requests_;
      lock.unlock();
      scheduler_->work();
      finish_one();
      lock.lock();
    }
  }

  void finish_one() {
    const std::lock_guard lock(mutex_);
    if (--outstanding_ == 0) changed_.notify_all();
  }

  const Plan& plan_;
  const std::size_t threads_;
  std::optional<runtime::Scheduler> scheduler_;
  std::atomic<std::size_t> spawned_{0};
  std::atomic<bool> watched_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t requests_ = 0;     // not yet answered
  std::size_t outstanding_ = 0;  // requests, answered ones too, holds and events
};

}  // namespace weir::simulation
