#include "synthetic/processor_work.hpp"

#include <algorithm>
#include <cmath>

namespace weir::stages {

namespace {

constexpr std::uint64_t kTrialSteps = 20'000;  // some 25 us: short enough that most trials are not interrupted
constexpr int kTrials = 40;

double measure_steps_per_nanosecond() {
  using Clock = std::chrono::steady_clock;
  auto best = Clock::duration::max();
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto start = Clock::now();
    ProcessorWork::burn(kTrialSteps);
    best = std::min(best, Clock::now() - start);
  }
  const auto nanoseconds = std::chrono::duration<double, std::nano>(best).count();
  return static_cast<double>(kTrialSteps) / std::max(nanoseconds, 1.0);
}

}  // namespace

const ProcessorWork& ProcessorWork::calibrated() {
  static const ProcessorWork kWork(measure_steps_per_nanosecond());
  return kWork;
}

std::uint64_t ProcessorWork::steps(std::chrono::nanoseconds duration) const noexcept {
  return static_cast<std::uint64_t>(std::llround(static_cast<double>(duration.count()) * steps_per_nanosecond_));
}

void ProcessorWork::burn(std::uint64_t steps) noexcept {
  std::uint64_t x = steps;
  for (; steps > 0; --steps) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    asm volatile("" : "+r"(x));  // the compiler may not see through the chain
  }
}

}  // namespace weir::stages
