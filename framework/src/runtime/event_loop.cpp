#include "runtime/event_loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace weir::runtime {

template <class F>
void EventLoop::request(F add) {
  {
    const std::lock_guard lock(mutex_);
    add(requests_);
  }
  timer_.set_now();
}

void EventLoop::wake(std::size_t stage) {
  request([stage](Requests& requests) { requests.wakes.push_back(stage); });
}

void EventLoop::drain() {
  request([](Requests& requests) { requests.drain = true; });
}

void EventLoop::stop() {
  request([](Requests& requests) { requests.stop = true; });
}

SteadyTime EventLoop::fire(SteadyTime time) {
  Requests requests;
  {
    const std::lock_guard lock(mutex_);
    std::swap(requests, requests_);
  }
  try {
    return serve(requests, time);
  } catch (...) {
    // No memory for the work that this enabled: the run cannot go on as if it had been done.
    engine_.fail(std::current_exception());
    return kNever;
  }
}

SteadyTime EventLoop::serve(const Requests& requests, SteadyTime time) {
  if (requests.stop) engine_.stop();
  SteadyTime next = kNever;
  executor_.run_event([&](Works& works) {
    if (requests.drain) engine_.drain(works);
    for (const std::size_t stage : requests.wakes) engine_.wake(stage, works);
    next = engine_.flush_due(time, works);
  });
  return next;
}

}  // namespace weir::runtime
