#include "runtime/announcer.hpp"

#include <algorithm>

namespace weir::runtime {

namespace {

Nanoseconds interval(const Callbacks& callbacks) {
  constexpr Nanoseconds kShortest = 1'000'000;  // more often says nothing new and takes a core
  constexpr Nanoseconds kLongest = Nanoseconds{365} * 24 * 3600 * 1'000'000'000;
  return std::clamp<Nanoseconds>(callbacks.progress_every.count(), kShortest, kLongest);
}

}  // namespace

void Announcer::start(std::function<void(std::exception_ptr)> fail) {
  fail_ = std::move(fail);
  over_ = false;
  if (!callbacks_.progress) return;
  next_progress_ = now() + interval(callbacks_);
  alarm_.set(next_progress_);
}

void Announcer::say(Event event) {
  if (!callbacks_.event) return;
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  alarm_.set(now());
}

void Announcer::stop() {
  alarm_.stop();
  tell(true);
  over_ = true;
}

Nanoseconds Announcer::ring(Nanoseconds time) {
  const bool progress = next_progress_ != 0 && time >= next_progress_;
  tell(progress);
  if (progress) next_progress_ = now() + interval(callbacks_);
  return next_progress_;
}

void Announcer::tell(bool progress) {
  std::deque<Event> events;
  {
    const std::lock_guard lock(mutex_);
    events.swap(events_);
  }
  if (over_) return;
  try {
    for (const Event& event : events) callbacks_.event(event);
    if (progress && callbacks_.progress) callbacks_.progress(report_());
  } catch (...) {
    over_ = true;
    fail_(std::current_exception());
  }
}

}  // namespace weir::runtime
