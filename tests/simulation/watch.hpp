#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/engine.hpp"
#include "simulation/random_graph.hpp"
#include "simulation/simulated_executor.hpp"

namespace weir::simulation {

/// Looks at an engine after every step of a simulated run, and says what is wrong with it.
class Watch {
 public:
  Watch(runtime::Engine& engine, const Plan& plan, SimulatedExecutor& executor, const Graph& graph);

  /// What the last step broke, empty for nothing: an invariant of docs/design.md, the bound, a wake-up that was lost, the turns of
  /// in-edges, a batch kept after its time, the accounts of waiting, a stage that goes on though nobody reads it.
  /// `timer`: when the engine has asked to be called for a batch that is due.
  std::string after_step(runtime::SteadyTime timer);

 private:
  std::string lost_wake_up();
  std::string over_memory();
  std::string goes_on_unread();
  std::string kept_too_long(runtime::SteadyTime timer);
  std::string unfair();
  std::string accounts();

  struct EdgeTurns {
    std::uint64_t popped = 0;
    std::size_t queued = 0;
    std::vector<std::uint64_t> passed_over;  // by each other in-edge of the stage, since it last had a turn or nothing to take
  };

  runtime::Engine& engine_;
  const Plan& plan_;
  SimulatedExecutor& executor_;
  const std::size_t most_works_;
  const std::size_t most_batches_;
  const runtime::StopwatchTime started_;
  std::vector<bool> may_say_so_;               // of each stage: that it has had enough
  std::vector<std::vector<EdgeTurns>> turns_;  // of each stage, for each in-edge
  std::vector<runtime::Nanoseconds> waited_;   // by each stage, so far
};

}  // namespace weir::simulation
