#pragma once

#include <chrono>
#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace weir::runtime {

/// Nanoseconds of the run's clock: it never goes back, and its zero means nothing.
using Nanoseconds = std::int64_t;

inline Nanoseconds steady_now() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

#if defined(__x86_64__)

/// How the processor's time stamp counter goes beside the steady clock.
struct TickRate {
  std::int64_t first_tick = 0;
  Nanoseconds first_time = 0;
  double nanoseconds = 0;  // a tick; 0: the counter may change its pace or stop
};

/// Takes 0.1 ms.
TickRate measure_tick_rate() noexcept;

/// The engine looks at the clock twice an activation; with the steady clock that was as dear as all its locks together. This one agrees
/// with it to 1 in 1000 and drifts away from it: who sleeps until a time of it sleeps for the difference to `now()`, not until a steady
/// time.
inline Nanoseconds now() noexcept {
  static const TickRate rate = measure_tick_rate();
  if (rate.nanoseconds == 0) return steady_now();
  const auto passed = static_cast<std::int64_t>(__rdtsc()) - rate.first_tick;
  return rate.first_time + static_cast<Nanoseconds>(static_cast<double>(passed) * rate.nanoseconds);
}

#else

inline Nanoseconds now() noexcept {
  return steady_now();
}

#endif

}  // namespace weir::runtime
