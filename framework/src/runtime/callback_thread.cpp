#include "runtime/callback_thread.hpp"

#include <algorithm>
#include <chrono>

namespace weir::runtime {

namespace {

Nanoseconds interval(const Callbacks& callbacks) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  // More often says nothing new and takes a core.
  return std::clamp<Nanoseconds>(callbacks.progress_every, milliseconds(1), hours(24 * 365));
}

}  // namespace

void CallbackThread::start(std::function<void(std::exception_ptr)> fail) {
  timer_.begin();
  fail_ = std::move(fail);
  over_ = false;
  if (!callbacks_.progress) return;
  next_progress_ = machine_clock().now() + interval(callbacks_);
  timer_.set(next_progress_);
}

void CallbackThread::post(Event event) {
  if (!callbacks_.event) return;
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  timer_.set_now();
}

void CallbackThread::stop() {
  timer_.stop();
  call(true);
  over_ = true;
}

SteadyTime CallbackThread::fire(SteadyTime time) {
  const bool progress = time >= next_progress_;
  call(progress);
  if (progress) next_progress_ = machine_clock().now() + interval(callbacks_);
  return next_progress_;
}

void CallbackThread::call(bool progress) {
  if (over_) return;
  try {
    std::deque<Event> events;
    {
      const std::lock_guard lock(mutex_);
      events.swap(events_);
    }
    for (const Event& event : events) callbacks_.event(event);
    if (progress && callbacks_.progress) callbacks_.progress(report_());
  } catch (...) {
    over_ = true;
    fail_(std::current_exception());
  }
}

}  // namespace weir::runtime
