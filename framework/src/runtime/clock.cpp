#include "runtime/clock.hpp"

#include <cstddef>
#include <new>
#include <optional>

#include "runtime/spin_lock.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace weir::runtime {

namespace {

SteadyTime steady_now() noexcept {
  return std::chrono::time_point_cast<Nanoseconds>(std::chrono::steady_clock::now());
}

#if defined(__x86_64__)

struct Reading {
  std::int64_t tick = 0;
  SteadyTime time;
};

// Both counters at one moment. A thread may be interrupted between the two reads, so the closest pair of a few counts.
Reading read_both() noexcept {
  Reading best;
  Nanoseconds closest = kForever;
  for (int i = 0; i < 5; ++i) {
    const SteadyTime before = steady_now();
    const auto tick = static_cast<std::int64_t>(__rdtsc());
    const SteadyTime after = steady_now();
    if (after - before >= closest) continue;
    closest = after - before;
    best = {tick, before + closest / 2};
  }
  return best;
}

// "Invariant TSC": it runs at one pace in all states of the processor (AMD64 Architecture Programmer's Manual, volume 3, function
// 8000_0007h; Intel SDM, volume 3, 18.17.1).
bool runs_evenly() noexcept {
  constexpr unsigned kPowerManagement = 0x80000007;
  constexpr unsigned kInvariant = 1U << 8U;
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(kPowerManagement, &a, &b, &c, &d) != 0 && (d & kInvariant) != 0;
}

/// How the time stamp counter runs beside the steady clock.
struct TickRate {
  Reading first;
  double nanoseconds = 0;  // a tick
};

// Nothing when the counter may change its pace or stop.
std::optional<TickRate> measure_tick_rate() noexcept {
  if (!runs_evenly()) return std::nullopt;
  constexpr Nanoseconds kLong{30'000};  // each reading is right to some 12 ns
  const Reading first = read_both();
  while (steady_now() - first.time < kLong) continue;
  const Reading last = read_both();
  if (last.tick <= first.tick) return std::nullopt;
  return TickRate{first, static_cast<double>((last.time - first.time).count()) / static_cast<double>(last.tick - first.tick)};
}

#endif

class MachineClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime now() const noexcept override { return steady_now(); }

  [[nodiscard]] StopwatchTime stopwatch() const noexcept override {
#if defined(__x86_64__)
    if (rate_) {
      const auto ticks = static_cast<double>(static_cast<std::int64_t>(__rdtsc()) - rate_->first.tick);
      return StopwatchTime(rate_->first.time.time_since_epoch() + Nanoseconds(static_cast<std::int64_t>(ticks * rate_->nanoseconds)));
    }
#endif
    return StopwatchTime(steady_now().time_since_epoch());
  }

  void pause() const noexcept override {
    for (const StopwatchTime end = stopwatch() + kPause; stopwatch() < end;) relax_processor();
  }

 private:
  static constexpr Nanoseconds kPause{1'000};
#if defined(__x86_64__)
  const std::optional<TickRate> rate_ = measure_tick_rate();
#endif
};

}  // namespace

const Clock& machine_clock() noexcept {
  // Never destroyed: a run may still be going when the program's own objects go.
  alignas(MachineClock) static std::byte room[sizeof(MachineClock)];
  static const MachineClock& clock = *new (room) MachineClock;
  return clock;
}

}  // namespace weir::runtime
