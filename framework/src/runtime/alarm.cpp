#include "runtime/alarm.hpp"

#include <chrono>

namespace weir::runtime {

void Alarm::set(Nanoseconds time) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || (time_ != 0 && time_ <= time)) return;
  time_ = time;
  if (!thread_.joinable()) thread_ = std::thread([this] { wait(); });
  changed_.notify_one();
}

void Alarm::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Alarm::wait() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (time_ == 0) {
      changed_.wait(lock);
      continue;
    }
    const std::chrono::steady_clock::time_point due{std::chrono::nanoseconds(time_)};
    if (now() < time_) {
      changed_.wait_until(lock, due);
      continue;
    }
    time_ = 0;
    lock.unlock();
    const Nanoseconds next = ring_(now());
    lock.lock();
    if (next != 0 && (time_ == 0 || next < time_)) time_ = next;
  }
}

}  // namespace weir::runtime
