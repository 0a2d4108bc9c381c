#pragma once

#include <chrono>
#include <cstdint>

namespace weir::runtime {

using Nanoseconds = std::chrono::nanoseconds;

/// A time of the steady clock: when something is due, and how long a run takes.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

/// The time that never comes, and the wait that is never over.
inline constexpr SteadyTime kNever = SteadyTime::max();
inline constexpr Nanoseconds kForever = Nanoseconds::max();

/// When `wait` from `time` is over: `kNever` when that is beyond the end of time.
constexpr SteadyTime later(SteadyTime time, Nanoseconds wait) noexcept {
  std::int64_t end = 0;
  if (__builtin_add_overflow(time.time_since_epoch().count(), wait.count(), &end)) return kNever;
  return SteadyTime(Nanoseconds(end));
}

/// The clock by which the engine tells what things cost. A type of its own: its times neither compare with those of the steady clock nor
/// stand in for them, and nothing may wait by it.
struct Stopwatch {
  using duration = Nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<Stopwatch>;
  // NOLINTNEXTLINE(readability-identifier-naming): the name that the standard library asks for
  static constexpr bool is_steady = false;  // a difference may be negative where the processors' counters differ
};
using StopwatchTime = Stopwatch::time_point;

/// Both clocks, as the engine reads them: those of the machine, or simulated ones. Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual SteadyTime now() const noexcept = 0;
  [[nodiscard]] virtual StopwatchTime stopwatch() const noexcept = 0;
  /// Lets about a microsecond pass, in which the thread has nothing to do.
  virtual void pause() const noexcept = 0;
};

/// The clocks of the machine. On x86-64 the stopwatch reads the processor's time stamp counter, at less than half the price of the steady
/// clock: the engine reads it twice an activation, which used to cost as much as all its locks together. It agrees with the steady clock to
/// 1 in 1000 while the machine is awake. The first call takes 0.03 ms.
[[nodiscard]] const Clock& machine_clock() noexcept;

}  // namespace weir::runtime
