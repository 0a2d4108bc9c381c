#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <weir/detail/wait_request.hpp>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// Where a thread sleeps until a descriptor is ready or a time has come: epoll, with a timerfd. But for `open` and `sleep`, any thread may
/// call its members, also while one sleeps.
class Poller {
 public:
  Poller() = default;
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  /// Once, before the others. Throws `Error` when the system grants no descriptors.
  void open();
  /// It wakes at that time, and not at one set before; never for `kNever`.
  void set_time(SteadyTime time) noexcept;
  /// Once any of the descriptors is ready, `key` is one of those that `sleep` returns, until `unwatch`: at least once, at most once each.
  /// Returns false when one is always ready; then none is watched, nor when it throws. Throws `Error` when one is not open, or watched
  /// already.
  [[nodiscard]] bool watch(std::span<const detail::WaitDescriptor> descriptors, std::uint64_t key);
  void unwatch(std::span<const detail::WaitDescriptor> descriptors) noexcept;
  /// Sleeps, and returns how many keys it has put into `ready`. For no reason at times. Requires: `ready` is not empty.
  [[nodiscard]] std::size_t sleep(std::span<std::uint64_t> ready) noexcept;

  static constexpr auto kTime = static_cast<std::uint64_t>(-1);  ///< not a key

 private:
  int epoll_ = -1;
  int timer_ = -1;
};

}  // namespace weir::runtime
