#include <weir/pipeline.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "plan/check_plan.hpp"
#include "runtime/execution.hpp"
#include "runtime/new_thread.hpp"
#include "runtime/pipeline_builder.hpp"

namespace weir {

using Reach = runtime::Execution::Reach;

struct Run::State {
  State(std::shared_ptr<const Plan> its_plan, const Callbacks& callbacks) : plan(std::move(its_plan)), execution(*plan, callbacks) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    execution.stop();
    if (thread.joinable()) thread.join();
  }

  void run(Reach reach) {
    std::exception_ptr failure;
    try {
      execution.run(runtime::Execution::Arena::own, reach);
    } catch (...) {
      failure = std::current_exception();
    }
    execution.end_host_queues();
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

bool Run::wait_for(Duration duration) {
  // The standard library adds the duration to the time of day, which must not overflow.
  duration = std::min<std::chrono::nanoseconds>(duration, std::chrono::hours(24 * 365));
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, duration, [this] { return state_->ended; });
}

void Run::stop() noexcept {
  state_->execution.stop();
}
void Run::drain() noexcept {
  state_->execution.drain();
}
RunReport Run::report() const {
  return state_->execution.report();
}

namespace {

const char* end_name(Role role) {
  return role == Role::source ? "inlet" : "outlet";
}

bool meets_host(const PlannedStage& stage) {
  return stage.factory.meets_host();
}

void refuse_host_stages(const Plan& plan) {
  for (const PlannedStage& stage : plan.stages) {
    if (meets_host(stage))
      throw Error(
          fmt::format("stage '{}' is an {}, which only a run begun by start() lets the program reach", stage.name, end_name(stage.role)));
  }
}

[[noreturn]] void refuse_host_stage(const Plan& plan, std::string_view wanted, Role role) {
  std::vector<std::string> names;
  for (const PlannedStage& stage : plan.stages) {
    if (meets_host(stage) && stage.role == role) names.push_back(stage.name);
  }
  const auto other = std::find_if(plan.stages.begin(), plan.stages.end(),
                                  [&](const PlannedStage& stage) { return stage.name == wanted && meets_host(stage); });
  if (other != plan.stages.end())
    throw Error(fmt::format("'{}' of pipeline '{}' is an {}, not an {}", wanted, plan.name, end_name(other->role), end_name(role)));
  const std::string others =
      names.empty() ? fmt::format("it has no {}s", end_name(role)) : diagnostics::did_you_mean(std::string(wanted), names);
  throw Error(Problem(fmt::format("pipeline '{}' has no {} '{}'", plan.name, end_name(role), wanted), others).text());
}

}  // namespace

std::shared_ptr<detail::HostQueue> Run::host_queue(std::string_view stage, Role role, const ItemType& type) const {
  const Plan& plan = *state_->plan;
  const auto it = std::find_if(plan.stages.begin(), plan.stages.end(), [&](const PlannedStage& planned) { return planned.name == stage; });
  if (it == plan.stages.end() || !meets_host(*it) || it->role != role) refuse_host_stage(plan, stage, role);
  auto queue = state_->execution.host_queue(static_cast<std::size_t>(it - plan.stages.begin()));
  if (queue->type().id != type.id)
    throw Error(fmt::format("{} '{}' has items of type {}, not {}", end_name(role), stage, queue->type().name, type.name));
  return queue;
}

Pipeline::Pipeline(const PipelineConfig& config, const Registry& registry) : Pipeline(make_plan(config, registry)) {}

Pipeline::Pipeline(Plan plan) : builder_(std::make_shared<detail::PipelineBuilder>()) {
  plan::check_plan(plan);
  builder_->plan = std::make_shared<const Plan>(std::move(plan));
}

Pipeline::Pipeline(std::string name, const PipelineOptions& options) : builder_(std::make_shared<detail::PipelineBuilder>()) {
  builder_->config.pipeline = std::move(name);
  builder_->config.workers = options.workers;
  if (options.timeout) builder_->config.timeout = *options.timeout;
  if (options.memory) builder_->config.memory = *options.memory;
}

Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

std::size_t Pipeline::add_stage(std::string name, Kind kind, const Origins& inputs, const StageOptions& options, std::string_view params) {
  return builder_->add(std::move(name), std::move(kind), inputs, options, params);
}

void Pipeline::check_kind(const Kind& kind, Role role, const ItemType* out) {
  if (kind.role != role) throw Error(fmt::format("kind '{}' has another role than this call adds", kind.name));
  if (out != nullptr && kind.out->id != out->id)
    throw Error(fmt::format("kind '{}' produces {}, not {}", kind.name, kind.out->name, out->name));
}

detail::StageOutput Pipeline::own(const std::weak_ptr<const detail::PipelineBuilder>& pipeline, detail::StageOutput output) const {
  // By owner, not by address, which a later pipeline may have again.
  if (pipeline.owner_before(builder_) || builder_.owner_before(pipeline))
    throw Error("a stream of another pipeline cannot be read; an outlet and an inlet join two pipelines");
  return output;
}

detail::StageOutput Pipeline::find_output(std::string_view label, const ItemType& type) const {
  const auto [found, its_type] = builder_->find_output(label);
  if (its_type->id != type.id) throw Error(fmt::format("'{}' has items of type {}, not {}", label, its_type->name, type.name));
  return found;
}

const Plan& Pipeline::plan() const {
  return *builder_->checked();
}

RunReport Pipeline::run(const std::stop_token& stop, const Callbacks& callbacks) {
  const std::shared_ptr<const Plan> plan = builder_->checked();
  refuse_host_stages(*plan);
  if (!runtime::Execution::may_run_here()) {
    // On a thread of its own: one that has once entered an arena stays in oneTBB's default one, and its next run would count as inside
    // that.
    Run run = begin(plan, callbacks, false, stop.stop_requested());
    const std::stop_callback on_stop(stop, [&] { run.stop(); });
    return run.wait();
  }
  runtime::Execution execution(*plan, callbacks);
  const std::stop_callback on_stop(stop, [&] { execution.stop(); });
  execution.run(runtime::Execution::Arena::callers, Reach::stop);
  return execution.report();
}

Run Pipeline::start(const Callbacks& callbacks) {
  return begin(builder_->checked(), callbacks, true, false);
}

Run Pipeline::begin(std::shared_ptr<const Plan> plan, const Callbacks& callbacks, bool drainable, bool stopped) {
  auto state = std::make_unique<Run::State>(std::move(plan), callbacks);
  if (stopped) state->execution.stop();
  const Reach reach = drainable ? Reach::stop_and_drain : Reach::stop;
  state->thread = runtime::new_thread([raw = state.get(), reach] { raw->run(reach); });
  return Run(std::move(state));
}

}  // namespace weir
