#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/engine.hpp"

namespace weir::runtime {

/// Runs work as messages of a oneTBB flow graph: one `function_node`, unlimited, for each stage. A gate makes a work only when it can run,
/// so no node ever queues or rejects.
///
/// Construct, run and destroy it inside the arena that it is to use: a graph binds its arena when it is made.
class TbbExecutor final : public Executor {
 public:
  explicit TbbExecutor(const Plan& plan);
  ~TbbExecutor() override;

  /// Starts the engine and takes part in its work until none is left and none can come.
  void run(Engine& engine);

  /// Calls `event`, which may spawn, on a thread that does not run work. The graph counts as busy meanwhile: otherwise `run` could see no
  /// work between the moment when a gate hands a replica out and the moment when its work is spawned.
  void from_outside(const std::function<void()>& event);

  void spawn(Work work) override;
  void isolate(void (*call)(void*), void* argument) override;

 private:
  struct Graph;
  void work_on(Work work);

  Engine* engine_ = nullptr;
  std::unique_ptr<Graph> graph_;
  std::vector<bool> is_source_;

  // Sources that go on take turns, first in, first out: TBB runs the newest first, which would let one source end before another begins.
  std::mutex sources_mutex_;
  std::deque<Work> sources_;
};

}  // namespace weir::runtime
