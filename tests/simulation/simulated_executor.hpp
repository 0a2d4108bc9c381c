#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "runtime/executor.hpp"
#include "simulation/random_graph.hpp"

namespace weir::simulation {

/// Time that passes only when the simulation says so, so that what waits and what costs is known to the nanosecond.
class SimulatedClock final : public runtime::Clock {
 public:
  [[nodiscard]] runtime::SteadyTime now() const noexcept override { return runtime::SteadyTime(time_); }
  [[nodiscard]] runtime::StopwatchTime stopwatch() const noexcept override { return runtime::StopwatchTime(time_); }
  void pause() const noexcept override { time_ += runtime::Nanoseconds(1'000); }
  void advance(runtime::Nanoseconds time) noexcept { time_ += time; }

 private:
  mutable runtime::Nanoseconds time_{1'000'000'000};
};

/// Keeps what is spawned until it is picked.
class SimulatedExecutor final : public runtime::Executor {
 public:
  void spawn(runtime::Work work) override { works.push_back(work); }
  void hold() override { ++holds; }
  void release() override { --holds; }
  [[nodiscard]] const runtime::Clock& clock() const noexcept override { return time; }

  // A call takes its time, and a host acts meanwhile: the gate does not know yet what comes of it.
  void isolate(void (*call)(void*), void* argument) override {
    call(argument);
    if (during_call) during_call();
  }

  runtime::Work pick(Random& random) {
    // Some seeds mostly take the newest, some mostly the oldest: extremes that an even choice would never reach.
    std::size_t at = random() % works.size();
    if (bias == 1 && random() % 8 != 0) at = works.size() - 1;
    if (bias == 2 && random() % 8 != 0) at = 0;
    const runtime::Work work = works[at];
    works.erase(works.begin() + static_cast<std::ptrdiff_t>(at));
    return work;
  }

  SimulatedClock time;
  runtime::Works works;
  std::size_t holds = 0;
  std::function<void()> during_call;
  std::size_t bias = 0;
};

}  // namespace weir::simulation
