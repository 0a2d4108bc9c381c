#pragma once

#include <chrono>
#include <cstdint>

namespace weir::stages {

/// Work that keeps a processor busy for about a given time: a chain of dependent multiplications, so many of them as this processor does in
/// that time when nothing else runs on it.
///
/// Why counted and not timed: a loop that looks at the clock until the time is up does less work when its thread is put aside, so that 32
/// replicas on 2 cores would seem to do 16 times the work; and the look itself costs some 30 ns, as much as the work when that is short.
///
/// Threading: all members may be called from any number of threads at once.
class ProcessorWork {
 public:
  /// The measure of this processor, taken once a process, on the first call, in about a millisecond.
  static const ProcessorWork& calibrated();

  explicit ProcessorWork(double steps_per_nanosecond) : steps_per_nanosecond_(steps_per_nanosecond) {}

  /// How many steps make up that time. Requires `duration` ≥ 0.
  [[nodiscard]] std::uint64_t steps(std::chrono::nanoseconds duration) const noexcept;

  /// Does the steps, 1 to 2 ns each.
  static void burn(std::uint64_t steps) noexcept;

 private:
  double steps_per_nanosecond_;
};

}  // namespace weir::stages
