#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace weir::cli {

/// Groups incoming signals into requests to end. One request often arrives twice: GNU `timeout` signals the process and then its group,
/// terminals and supervisors do similar things, and some send SIGTERM after SIGINT. So every signal within a second of a request's first
/// signal belongs to that request.
///
/// Safe in a signal handler and from any thread.
class SignalRequests {
 public:
  static constexpr std::chrono::nanoseconds kSame = std::chrono::seconds(1);

  /// Notes a signal that came at `time` of a steady clock. Returns the number of the request that it makes, 1 for the first; 0 when it
  /// belongs to the one before.
  int arrive(std::chrono::nanoseconds time) noexcept {
    std::int64_t began = began_.load();
    do {
      if (began != kNever && time.count() - began < kSame.count()) return 0;
    } while (!began_.compare_exchange_weak(began, time.count()));  // two signals may come on two threads
    return count_.fetch_add(1) + 1;
  }

  /// Requests so far.
  [[nodiscard]] int count() const noexcept { return count_.load(); }

 private:
  static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free);
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
  std::atomic<std::int64_t> began_{kNever};  // the latest request, in nanoseconds
  std::atomic<int> count_{0};
};

}  // namespace weir::cli
