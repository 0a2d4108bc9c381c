#include "runtime/timer.hpp"

#include <algorithm>

#include "runtime/new_thread.hpp"

namespace weir::runtime {

void Timer::begin() {
  thread_ = new_thread([this] { wait(); });
}

void Timer::set(SteadyTime time) noexcept {
  const std::lock_guard lock(mutex_);
  if (stopped_ || time_ <= time) return;
  time_ = time;
  changed_.notify_one();
}

void Timer::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Timer::wait() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (time_ == kNever) {
      changed_.wait(lock);
      continue;
    }
    const SteadyTime time = machine_clock().now();
    if (time < time_) {
      changed_.wait_until(lock, time_);
      continue;
    }
    time_ = kNever;
    lock.unlock();
    const SteadyTime next = fire_(time);
    lock.lock();
    time_ = std::min(time_, next);
  }
}

}  // namespace weir::runtime
