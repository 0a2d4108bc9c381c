#include "runtime/event_loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace weir::runtime {

template <class F>
void EventLoop::request(F add) noexcept {
  {
    const std::lock_guard lock(mutex_);
    add(requests_);
  }
  timer_.set_now();
}

void EventLoop::wake(std::size_t stage) noexcept {
  request([stage](Requests& requests) { requests.wakes[stage] = requests.woken = true; });
}

void EventLoop::drain() noexcept {
  request([](Requests& requests) { requests.drain = true; });
}

void EventLoop::stop() noexcept {
  request([](Requests& requests) { requests.stop = true; });
}

SteadyTime EventLoop::fire(SteadyTime time) {
  if (served_.woken) served_.wakes.assign(served_.wakes.size(), false);
  served_.woken = served_.drain = served_.stop = false;
  {
    const std::lock_guard lock(mutex_);
    std::swap(served_, requests_);
  }
  try {
    return serve(time);
  } catch (...) {
    // No memory for the work that this enabled: the run cannot go on as if it had been done.
    engine_.fail(std::current_exception());
    return kNever;
  }
}

SteadyTime EventLoop::serve(SteadyTime time) {
  if (served_.stop) engine_.stop();
  SteadyTime next = kNever;
  executor_.run_event([&](Works& works) {
    if (served_.drain) engine_.drain(works);
    for (std::size_t s = 0; served_.woken && s < served_.wakes.size(); ++s) {
      if (served_.wakes[s]) engine_.wake(s, works);
    }
    next = engine_.flush_due(time, works);
  });
  return next;
}

}  // namespace weir::runtime
