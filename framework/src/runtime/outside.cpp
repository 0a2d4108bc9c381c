#include "runtime/outside.hpp"

#include <exception>
#include <utility>

namespace weir::runtime {

void Outside::wake(std::size_t stage) {
  {
    const std::lock_guard lock(mutex_);
    wishes_.wakes.push_back(stage);
  }
  alarm_.set(now());
}

void Outside::drain() {
  {
    const std::lock_guard lock(mutex_);
    wishes_.drain = true;
  }
  alarm_.set(now());
}

void Outside::stop() {
  {
    const std::lock_guard lock(mutex_);
    wishes_.stop = true;
  }
  alarm_.set(now());
}

Nanoseconds Outside::ring(Nanoseconds time) {
  Wishes wishes;
  {
    const std::lock_guard lock(mutex_);
    std::swap(wishes, wishes_);
  }
  try {
    return fulfil(wishes, time);
  } catch (...) {
    // No memory for the work that this enabled: the run cannot go on as if it had been done.
    engine_.fail(std::current_exception());
    return 0;
  }
}

Nanoseconds Outside::fulfil(const Wishes& wishes, Nanoseconds time) {
  if (wishes.stop) engine_.stop();
  Nanoseconds next = 0;
  executor_.from_outside([&](Works& works) {
    if (wishes.drain) engine_.drain(works);
    for (const std::size_t stage : wishes.wakes) engine_.wake(stage, works);
    next = engine_.flush_due(time, works);
  });
  return next;
}

}  // namespace weir::runtime
