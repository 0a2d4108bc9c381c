#include "runtime/clock.hpp"

#if defined(__x86_64__)

#include <cpuid.h>

namespace weir::runtime {

namespace {

struct Reading {
  std::int64_t tick = 0;
  Nanoseconds time = 0;
};

// Both counters at one moment. A thread may be interrupted between the two looks, so the closest of a few counts.
Reading read_both() noexcept {
  Reading best;
  Nanoseconds closest = 0;
  for (int i = 0; i < 5; ++i) {
    const Nanoseconds before = now();
    const auto tick = static_cast<std::int64_t>(__rdtsc());
    const Nanoseconds after = now();
    if (i > 0 && after - before >= closest) continue;
    closest = after - before;
    best = {tick, before + closest / 2};
  }
  return best;
}

// "Invariant TSC": it goes at one pace in all states of the processor (AMD64 Architecture Programmer's Manual, volume 3, function
// 8000_0007h; Intel SDM, volume 3, 18.17.1).
bool goes_evenly() noexcept {
  constexpr unsigned kPowerManagement = 0x80000007;
  constexpr unsigned kInvariant = 1U << 8U;
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(kPowerManagement, &a, &b, &c, &d) != 0 && (d & kInvariant) != 0;
}

}  // namespace

TickRate measure_tick_rate() noexcept {
  if (!goes_evenly()) return {};
  constexpr Nanoseconds kLong = 30'000;  // each reading is right to some 12 ns
  const Reading first = read_both();
  while (now() - first.time < kLong) continue;
  const Reading last = read_both();
  if (last.tick <= first.tick) return {};
  return {first.tick, first.time, static_cast<double>(last.time - first.time) / static_cast<double>(last.tick - first.tick)};
}

}  // namespace weir::runtime

#endif
