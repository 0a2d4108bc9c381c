#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace weir::cli {

/// Tells requests to end apart in the signals that come. One request often arrives twice: GNU `timeout` signals the process and then its
/// group, terminals and supervisors do the like, and some send SIGTERM after SIGINT. So whatever comes within a second of a request's first
/// signal is that same request.
///
/// Safe in a signal handler, and from any thread.
class SignalRequests {
 public:
  static constexpr std::chrono::nanoseconds kSame = std::chrono::seconds(1);

  /// A signal has come, at a time of a steady clock. Returns the number of the request that it makes: 1 for the first; 0 when it belongs to
  /// the one before.
  int arrive(std::chrono::nanoseconds time) noexcept;
  /// Requests so far.
  [[nodiscard]] int count() const noexcept { return count_.load(); }

 private:
  static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

  std::atomic<std::int64_t> began_{0};  // of the latest request, in nanoseconds; 0: there was none
  std::atomic<int> count_{0};
};

}  // namespace weir::cli
