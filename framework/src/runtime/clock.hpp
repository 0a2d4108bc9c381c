#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace weir::runtime {

using Nanoseconds = std::int64_t;

/// The steady clock: for when something is due, and for the wall time of a run.
inline Nanoseconds now() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// When `wait` from `time` is over: the end of time, when it does not come before that.
inline Nanoseconds later(Nanoseconds time, Nanoseconds wait) noexcept {
  Nanoseconds end = 0;
  return __builtin_add_overflow(time, wait, &end) ? std::numeric_limits<Nanoseconds>::max() : end;
}

/// The earlier of two times, 0 standing for none.
inline Nanoseconds earlier(Nanoseconds a, Nanoseconds b) noexcept {
  return a == 0 || (b != 0 && b < a) ? b : a;
}

#if defined(__x86_64__)

/// How the processor's time stamp counter goes beside the steady clock.
struct TickRate {
  std::int64_t first_tick = 0;
  Nanoseconds first_time = 0;
  double nanoseconds = 0;  // a tick; 0: the counter may change its pace or stop
};

/// Takes 0.03 ms.
TickRate measure_tick_rate() noexcept;

/// A clock for what things cost, at less than half the price of a look at the steady one. The engine looks twice an activation, which was
/// as dear as all its locks together. It agrees with the steady clock to 1 in 1000 while the machine is awake; only differences mean
/// something, and one may be negative where the processors' counters differ. Nothing may wait by it.
inline Nanoseconds stopwatch() noexcept {
  static const TickRate rate = measure_tick_rate();
  if (rate.nanoseconds == 0) return now();
  const auto passed = static_cast<std::int64_t>(__rdtsc()) - rate.first_tick;
  return rate.first_time + static_cast<Nanoseconds>(static_cast<double>(passed) * rate.nanoseconds);
}

#else

inline Nanoseconds stopwatch() noexcept {
  return now();
}

#endif

}  // namespace weir::runtime
