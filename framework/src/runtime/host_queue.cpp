#include <algorithm>

#include <weir/detail/host_queue.hpp>

namespace weir::detail {

HostClock::time_point host_deadline(std::chrono::nanoseconds duration) noexcept {
  constexpr std::chrono::nanoseconds kLongest = std::chrono::hours(24 * 365);
  return HostClock::now() + std::min(duration, kLongest);
}

void HostQueue::close() {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    wakes = stage_waited();
    changed_.notify_all();
  }
  if (wakes) wake();
}

void HostQueue::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

bool HostQueue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_ || ended_;
}

void HostQueue::on_wake(std::function<void()> wake) {
  const std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

void HostQueue::wake() {
  const std::lock_guard lock(wake_mutex_);
  if (wake_) wake_();
}

}  // namespace weir::detail
