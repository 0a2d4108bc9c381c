#pragma once

#include <oneapi/tbb/global_control.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace weir::testing {

/// A call that waits keeps a worker, so there are several whatever the machine.
struct Threads {
  const oneapi::tbb::global_control control{oneapi::tbb::global_control::max_allowed_parallelism, 4};
};

/// Counts items, and lets others wait for them.
class Arrivals {
 public:
  void add(std::size_t items) {
    const std::lock_guard lock(mutex_);
    items_ += items;
    changed_.notify_all();
  }
  /// False when they have not come in a minute.
  bool wait_for(std::size_t items) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return items_ >= items; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t items_ = 0;
};

}  // namespace weir::testing
