#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory_resource>

#include "runtime/executor.hpp"

namespace weir::runtime {

class Engine;

/// What a thread carries from one activation to the next while it goes on working: room for the work that each enables, and the time. One
/// for each stretch of work on a thread.
class Handoff {
  // Before what lives in it. More than this is enabled only where very many stages or replicas meet.
  std::array<std::byte, 1024> bytes_;
  std::pmr::monotonic_buffer_resource room_{bytes_.data(), bytes_.size()};

 public:
  explicit Handoff(Engine& engine);
  Handoff(const Handoff&) = delete;
  Handoff& operator=(const Handoff&) = delete;
  /// Adds what the stretch cost, but for the stages' own calls, to the engine's overhead.
  ~Handoff();

  /// What the last activation enabled, in the order in which to spawn it; the last one is best run at once by this thread: the batches that
  /// it will touch are in this core's cache. The executor empties it.
  Works next{&room_};

  /// When the last activation ended.
  [[nodiscard]] StopwatchTime time() const noexcept { return time_; }

  /// When not null, true once a call has turned out so long that other threads are to take what waits for it. Set before the first
  /// activation.
  const std::atomic<bool>* hurry = nullptr;

 private:
  friend class Activation;
  Works own_{&room_};  // of the stage that ran, until they are put into `next`
  Works upstream_{&room_};
  StopwatchTime time_;  // of the latest look at the stopwatch
  Nanoseconds overhead_{0};
  Engine& engine_;
};

}  // namespace weir::runtime
