#include "table/delayed_call.hpp"

#include <utility>

namespace weir::stages {

DelayedCall::DelayedCall(std::chrono::nanoseconds delay, std::function<void()> call)
    : thread_([this, due = std::chrono::steady_clock::now() + delay, call = std::move(call)] {
        std::unique_lock lock(mutex_);
        if (changed_.wait_until(lock, due, [this] { return cancelled_; })) return;
        lock.unlock();
        call();
      }) {}

DelayedCall::~DelayedCall() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

}  // namespace weir::stages
