#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include <weir/plan.hpp>
#include <weir/report.hpp>

namespace weir {

/// A pipeline under way on a thread of its own. All members may be called from any thread. Destroying it stops the run and waits.
class Run {
 public:
  Run(Run&&) noexcept;
  Run& operator=(Run&&) noexcept;
  ~Run();

  /// Waits for the end. Throws what ended the run: `StageError`, `TimeoutError`, `StallError`. May be called again, with the same outcome.
  RunReport wait();
  /// Waits at most that long; true when the run has ended.
  bool wait_for(std::chrono::nanoseconds duration);
  /// Ends the run within one batch a worker; what is in the queues is dropped, sinks do not finish.
  void stop();
  /// Sources end as if exhausted; what is under way drains and the sinks finish.
  void drain();
  /// What has happened so far.
  [[nodiscard]] RunReport report() const;

 private:
  friend class Pipeline;
  struct State;
  explicit Run(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A checked pipeline, ready to run, any number of times. Copies nothing of the host: no thread, signal handler or output of its own
/// outside a run.
class Pipeline {
 public:
  /// Checks the config against the kinds. Throws `ConfigError` with everything that is wrong.
  Pipeline(const PipelineConfig& config, const Registry& registry);
  explicit Pipeline(Plan plan);

  [[nodiscard]] const Plan& plan() const noexcept { return *plan_; }

  /// Runs to the end and returns. When the calling thread is in a `task_arena`, or has made oneTBB's default one its own by running tasks,
  /// that arena is used and the thread takes part; otherwise an arena of `workers` threads. From inside a stage's own code, always one of
  /// its own. Throws `StageError`, `TimeoutError` or `StallError`. A requested stop ends the run within one batch a worker and is no error:
  /// the report says `finished == false`.
  RunReport run(const std::stop_token& stop = {});

  /// Starts a run and returns at once. The run keeps what it needs: the pipeline may go first.
  [[nodiscard]] Run start();

 private:
  std::shared_ptr<const Plan> plan_;
};

}  // namespace weir
