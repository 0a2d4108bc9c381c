#include "runtime/event_loop.hpp"

#include <exception>
#include <utility>

#include "runtime/new_thread.hpp"

namespace weir::runtime {

void EventLoop::Requests::make_room(std::size_t replicas) {
  is_woken.resize(replicas);
  woken.reserve(replicas);
}

void EventLoop::Requests::clear() noexcept {
  for (const std::size_t replica : woken) is_woken[replica] = false;
  woken.clear();
  drain = stop = false;
}

void EventLoop::begin() {
  for (std::uint32_t stage = 0; stage < plan_.stages.size(); ++stage) {
    first_.push_back(replicas_.size());
    for (std::uint32_t replica = 0; replica < plan_.stages[stage].replicas; ++replica) replicas_.push_back({stage, replica});
  }
  requests_.make_room(replicas_.size());
  served_.make_room(replicas_.size());
  poller_.open();
  thread_ = new_thread([this] { run(); });
  const std::lock_guard lock(mutex_);
  begun_ = true;
  poller_.set_time(time_);
}

void EventLoop::end() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    set(SteadyTime::min());
  }
  if (thread_.joinable()) thread_.join();
}

// Requires: the lock is held.
void EventLoop::set(SteadyTime time) noexcept {
  if (time >= time_) return;
  time_ = time;
  if (begun_) poller_.set_time(time);
}

template <class F>
void EventLoop::request(F add) noexcept {
  const std::lock_guard lock(mutex_);
  add(requests_);
  set(SteadyTime::min());
}

void EventLoop::wake(Work replica) noexcept {
  if (first_.empty()) return;  // no thread would hear of it
  request([at = first_[replica.stage] + replica.replica](Requests& requests) {
    if (requests.is_woken[at]) return;
    requests.is_woken[at] = true;
    requests.woken.push_back(at);
  });
}

void EventLoop::drain() noexcept {
  request([](Requests& requests) { requests.drain = true; });
}

void EventLoop::stop() noexcept {
  request([](Requests& requests) { requests.stop = true; });
}

void EventLoop::flush_at(SteadyTime time) noexcept {
  const std::lock_guard lock(mutex_);
  set(time);
}

bool EventLoop::watch(Work replica, const detail::WaitRequest& request) {
  return poller_.watch(request.descriptors, first_[replica.stage] + replica.replica);
}

void EventLoop::unwatch(const detail::WaitRequest& request) noexcept {
  poller_.unwatch(request.descriptors);
}

void EventLoop::run() noexcept {
  std::array<std::uint64_t, 64> ready;
  for (;;) {
    const std::size_t count = poller_.sleep(ready);
    if (!take_requests()) return;
    serve(std::span(ready).first(count));
  }
}

// False at the end. What is due is asked for below, so there is no time set until that is known.
bool EventLoop::take_requests() noexcept {
  served_.clear();
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  std::swap(served_, requests_);
  time_ = kNever;
  poller_.set_time(kNever);
  return true;
}

void EventLoop::serve(std::span<const std::uint64_t> ready) noexcept {
  try {
    if (served_.stop) engine_.stop();
    SteadyTime next = kNever;
    run_event_([&](Works& works) {
      if (served_.drain) engine_.drain(works);
      for (const std::size_t replica : served_.woken) engine_.wake(replicas_[replica], works);
      for (const std::uint64_t replica : ready) engine_.wake(replicas_[replica], works);
      next = engine_.flush_due(engine_.clock().now(), works);
    });
    flush_at(next);
  } catch (...) {
    // No memory for the work that this enabled: the run cannot go on as if it had been done.
    engine_.fail(std::current_exception());
  }
}

}  // namespace weir::runtime
