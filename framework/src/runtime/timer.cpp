#include "runtime/timer.hpp"

#include <algorithm>

namespace weir::runtime {

void Timer::set(SteadyTime time) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || time_ <= time) return;
  time_ = time;
  if (!thread_.joinable()) thread_ = std::thread([this] { wait(); });
  changed_.notify_one();
}

void Timer::stop() {
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
