#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "runtime/engine.hpp"

namespace weir::runtime {

/// Runs work as messages of a oneTBB flow graph: one `function_node`, unlimited, for each stage. A gate makes a work only when it can run,
/// so no node ever queues or rejects.
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
  void work_on(std::optional<Work> message);
  void queue_turn(Work work);
  Work take_turn();

  Engine* engine_ = nullptr;
  std::unique_ptr<Graph> graph_;
  std::vector<bool> is_source_;

  // Sources that go on, and work from outside, take turns, first in, first out. TBB runs a thread's newest task first, which would let one
  // source end before another begins; and it looks for tasks from outside only when a thread has none of its own, which a source that waits
  // always has.
  std::mutex turns_mutex_;
  std::vector<Work> turns_;  // a ring with room for every replica
  std::size_t first_turn_ = 0;
  std::size_t turn_count_ = 0;
};

}  // namespace weir::runtime
