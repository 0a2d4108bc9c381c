#include <weir/pipeline.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "runtime/execution.hpp"

namespace weir {

struct Run::State {
  explicit State(std::shared_ptr<const Plan> its_plan) : plan(std::move(its_plan)), execution(*plan) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    execution.stop();
    if (thread.joinable()) thread.join();
  }

  void run() {
    std::exception_ptr failure;
    try {
      execution.run_in_own_arena();
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    error = failure;
    ended = true;
    changed.notify_all();
  }

  const std::shared_ptr<const Plan> plan;
  runtime::Execution execution;
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  std::exception_ptr error;
  std::thread thread;
};

Run::Run(std::unique_ptr<State> state) : state_(std::move(state)) {}
Run::Run(Run&&) noexcept = default;
Run& Run::operator=(Run&&) noexcept = default;
Run::~Run() = default;

RunReport Run::wait() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->ended; });
  if (state_->error) std::rethrow_exception(state_->error);
  return state_->execution.report();
}

bool Run::wait_for(std::chrono::nanoseconds duration) {
  // The standard library adds the duration to the time of day, which must not overflow.
  duration = std::min<std::chrono::nanoseconds>(duration, std::chrono::hours(24 * 365));
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, duration, [this] { return state_->ended; });
}

void Run::stop() {
  state_->execution.stop();
}
void Run::drain() {
  state_->execution.drain();
}
RunReport Run::report() const {
  return state_->execution.report();
}

Pipeline::Pipeline(const PipelineConfig& config, const Registry& registry)
    : plan_(std::make_shared<const Plan>(make_plan(config, registry))) {}
Pipeline::Pipeline(Plan plan) : plan_(std::make_shared<const Plan>(std::move(plan))) {}

RunReport Pipeline::run(const std::stop_token& stop) {
  if (!runtime::Execution::may_run_here()) {
    // On a thread of its own: one that has once entered an arena stays in oneTBB's default one, and its next run would count as inside
    // that.
    Run run = start();
    const std::stop_callback on_stop(stop, [&] { run.stop(); });
    return run.wait();
  }
  runtime::Execution execution(*plan_);
  const std::stop_callback on_stop(stop, [&] { execution.stop(); });
  return execution.run_here();
}

Run Pipeline::start() {
  auto state = std::make_unique<Run::State>(plan_);
  state->thread = std::thread([raw = state.get()] { raw->run(); });
  return Run(std::move(state));
}

}  // namespace weir
