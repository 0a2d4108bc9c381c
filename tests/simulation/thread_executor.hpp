#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/engine.hpp"

namespace weir::simulation {

/// Runs work on plain threads: nothing here but the standard library, so ThreadSanitizer sees every access.
class ThreadExecutor final : public runtime::Executor {
 public:
  explicit ThreadExecutor(std::size_t threads) : threads_(threads) {}

  void spawn(runtime::Work work) override {
    const std::lock_guard lock(mutex_);
    works_.push_back(work);
    ++outstanding_;
    changed_.notify_one();
  }

  void hold() override {
    const std::lock_guard lock(mutex_);
    ++outstanding_;
  }
  void release() override { finish_one(); }

  /// Runs the engine until no work is left; `meanwhile` runs on a thread of its own beside it.
  template <class F>
  void run(runtime::Engine& engine, F meanwhile) {
    runtime::Works first;
    engine.start(first);
    for (const runtime::Work work : first) spawn(work);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < threads_; ++i) threads.emplace_back([&] { work(engine); });
    std::thread other(meanwhile);
    for (auto& thread : threads) thread.join();
    other.join();
  }

  /// Calls `event`, which may spawn, while the executor counts as busy. False when it had ended already.
  template <class F>
  bool run_event(F event) {
    {
      const std::lock_guard lock(mutex_);
      if (outstanding_ == 0) return false;
      ++outstanding_;
    }
    runtime::Works works;
    event(works);
    for (const runtime::Work work : works) spawn(work);
    finish_one();
    return true;
  }

 private:
  void work(runtime::Engine& engine) {
    runtime::Handoff handoff(engine);
    auto& next = handoff.next;
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [this] { return !works_.empty() || outstanding_ == 0; });
      if (works_.empty()) return;
      const runtime::Work work = works_.back();
      works_.pop_back();
      lock.unlock();
      engine.activate(work, handoff);
      for (const runtime::Work other : next) spawn(other);
      next.clear();
      finish_one();
      lock.lock();
    }
  }

  void finish_one() {
    const std::lock_guard lock(mutex_);
    if (--outstanding_ == 0) changed_.notify_all();
  }

  const std::size_t threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<runtime::Work> works_;
  std::size_t outstanding_ = 0;  // spawned, running or held
};

}  // namespace weir::simulation
