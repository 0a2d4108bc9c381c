#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/timer.hpp"

namespace weir::runtime {

/// Lends a run the threads of an arena of oneTBB's: a message in a flow graph has one of them call the scheduler, which has the work.
///
/// Construct, start, wait and destroy it inside the arena that it is to use: a graph binds its arena when it is made.
class TbbExecutor final : public Executor {
 public:
  explicit TbbExecutor(const Plan& plan);
  ~TbbExecutor() override;

  /// Starts the engine, whose work it runs from then on. Once, and before anything else.
  void start(Engine& engine);
  /// Takes part in the work until none is left and none can come.
  void wait();
  /// Nothing calls the engine any more. After `wait`.
  void end();

  /// Calls `event` on a thread that does not run work, and takes in the work that it appends. The graph counts as busy meanwhile: otherwise
  /// `wait` could see no work between the moment when a gate hands a replica out and the moment when its work is spawned.
  void run_event(const std::function<void(Works&)>& event);

  void spawn(Work work) override;
  void hold() override;
  void release() override;
  void isolate(void (*call)(void*), void* argument) override;

  /// True on a thread that is inside a stage's own code.
  [[nodiscard]] static bool in_stage() noexcept;

 private:
  struct Graph;
  void watch();
  SteadyTime look_after() noexcept;

  const Plan& plan_;
  Engine* engine_ = nullptr;
  std::unique_ptr<Graph> graph_;
  std::optional<Scheduler> scheduler_;                        // from the start
  bool watches_ = false;                                      // the thread of the following has been made
  Timer watch_{[this](SteadyTime) { return look_after(); }};  // last: its thread uses the others
};

}  // namespace weir::runtime
