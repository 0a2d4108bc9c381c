#pragma once

#include <cstdint>
#include <limits>
#include <memory_resource>
#include <vector>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// The right to run one replica once. Only a gate makes one, so outstanding work never exceeds the sum of replicas.
struct Work {
  std::uint32_t stage = 0;
  std::uint32_t replica = 0;
  /// Nanoseconds that it is expected to take, with all that follows from the batches in its hand; infinite when nobody knows.
  double cost = std::numeric_limits<double>::infinity();
};

/// Work that an event enabled.
using Works = std::pmr::vector<Work>;

/// The seam between the gates and whatever runs work: oneTBB in a real run, a seeded choice on one thread in the simulation, plain threads
/// under ThreadSanitizer. An executor hands each spawned work to `Engine::activate` exactly once, on any thread. All time that the engine
/// reads comes through it too, so a simulated schedule depends on its seed alone.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Makes `work` run some time later. Never runs it inside the call. Thread-safe.
  virtual void spawn(Work work) = 0;

  /// What the engine goes by. Must outlive the engine.
  [[nodiscard]] virtual const Clock& clock() const noexcept { return machine_clock(); }

  /// Until as many `release`s, the run goes on though there may be no work: a stage waits for the host.
  virtual void hold() = 0;
  virtual void release() = 0;

  /// Runs `call(argument)` at once, such that a stage which itself waits for the executor's tasks cannot pick up another stage's work
  /// inside.
  virtual void isolate(void (*call)(void*), void* argument) { call(argument); }
};

}  // namespace weir::runtime
