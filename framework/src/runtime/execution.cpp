#include "runtime/execution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task.h>
#include <oneapi/tbb/task_arena.h>
#include <sys/resource.h>
#include <weir/param_value.hpp>

#include <algorithm>
#include <ctime>

#include "runtime/arena.hpp"
#include "runtime/new_thread.hpp"
#include "runtime/timer.hpp"

namespace weir::runtime {

namespace {

Nanoseconds cpu_now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace

bool Execution::may_run_here() noexcept {
  // Inside a task, waiting in the same arena would pick up other tasks of it in the middle of that one: the flow graph waits without the
  // caller's isolation. A stage's own code may be on a thread that is in no task.
  const bool in_arena = oneapi::tbb::this_task_arena::current_thread_index() != oneapi::tbb::task_arena::not_initialized;
  return in_arena && oneapi::tbb::task::current_context() == nullptr && !TbbExecutor::in_stage();
}

Execution::Execution(const Plan& plan, const Callbacks& callbacks) : plan_(plan), last_(planned_report(plan)) {
  for (const PlannedStage& stage : plan.stages)
    host_queues_.push_back(stage.factory.meets_host() ? stage.factory.make_host_queue() : nullptr);
  if (callbacks.event || callbacks.progress) callbacks_.emplace(callbacks, [this] { return report(); });
}

Execution::~Execution() {
  end_host_queues();
}

void Execution::run(Arena arena, Reach reach) {
  if (arena == Arena::callers) return run_here(reach);
  // More threads than the process allows would not come, and oneTBB would complain of that on stderr.
  using oneapi::tbb::global_control;
  const std::size_t workers = std::min(plan_.workers, global_control::active_value(global_control::max_allowed_parallelism));
  runtime::Arena(workers).execute([&] { run_here(reach); });
}

void Execution::run_here(Reach reach) {
  workers_ = static_cast<std::size_t>(oneapi::tbb::this_task_arena::max_concurrency());
  started_ = machine_clock().now();
  cpu_started_ = cpu_now();
  TbbExecutor executor(plan_);
  Engine engine(plan_, executor, host_queues_);
  // Whatever happens, nothing calls the engine after this.
  struct AtEnd {
    TbbExecutor& executor;
    ~AtEnd() { executor.end(); }
  } const at_end{executor};
  EventLoop events([&executor](const auto& event) { executor.run_event(event); }, engine, plan_);
  const Live live{engine, events};
  {
    Timer timeout([&](SteadyTime) { return time_out(engine); });
    const Leaving leaving{*this};
    make_threads(live, timeout, reach);
    prepare(live, timeout);
    start(executor, live);
    executor.wait();
    end(live, timeout);
  }
  throw_outcome(engine);
}

// All that the run may need beside its workers. Here a failure is an ordinary error of the run; later it would meet a host's push or stop.
// What can happen only if the plan has it (an inlet or an outlet means that the run can be drained, too) is not paid for by others.
void Execution::make_threads(Live live, Timer& timeout, Reach reach) {
  const bool waits = std::any_of(plan_.stages.begin(), plan_.stages.end(),
                                 [](const PlannedStage& stage) { return stage.batch_wait || stage.retries > 0 || stage.factory.waits(); });
  if (waits || reach == Reach::stop_and_drain) live.events.begin();
  if (plan_.timeout) timeout.begin();
  if (callbacks_) callbacks_->start([&engine = live.engine](std::exception_ptr error) { engine.fail(std::move(error)); });
  require_workers(workers_ - 1);  // besides this thread; with all the others there
}

void Execution::prepare(Live live, Timer& timeout) {
  live.engine.on_deadline([&events = live.events](SteadyTime time) { events.flush_at(time); });
  live.engine.on_finished([this](const PlannedStage& stage) { announce(Event::What::stage_finished, stage.name, "finished"); });
  for (std::size_t s = 0; s < host_queues_.size(); ++s) {
    if (host_queues_[s] != nullptr)
      host_queues_[s]->on_wake([&events = live.events, s] { events.wake({static_cast<std::uint32_t>(s), 0}); });
  }
  if (plan_.timeout) timeout.set(later(started_, *plan_.timeout));
  announce(Event::What::started, "", fmt::format("started with {} workers", workers_));
}

// A stop or a drain comes either before the engine may be reached, and is seen here, or after it has started.
void Execution::start(TbbExecutor& executor, Live live) {
  const std::lock_guard lock(mutex_);
  live_.emplace(live);
  live.engine.set_outside(&live.events);
  if (stop_wanted_) stop_live();
  try {
    executor.start(live.engine);
  } catch (...) {
    live.engine.fail(std::current_exception());  // what has been spawned is waited for as always
  }
  if (drain_wanted_) drain_live();
}

void Execution::end(Live live, Timer& timeout) {
  end_host_queues();  // a callback may wait at one
  timeout.stop();
  live.events.end();
  keep_report(live.engine);  // before the end is announced: it may fail the run
  announce_end(live.engine);
  if (callbacks_) callbacks_->stop();
}

void Execution::keep_report(Engine& engine) {
  try {
    RunReport report = engine.report(true);
    engine.balance(report);
    fill(report);
    if (!report.balance.wrong.empty())
      engine.fail(std::make_exception_ptr(BalanceError("the balance of the run does not add up: " + report.balance.wrong)));
    const std::lock_guard lock(mutex_);
    last_ = std::move(report);
  } catch (...) {
    engine.fail(std::current_exception());  // what failed before it counts
  }
}

// In this order: nobody waits for the run any more, nobody wakes the engine, nobody reaches it.
void Execution::leave() {
  end_host_queues();
  if (callbacks_) callbacks_->stop();
  for (const auto& queue : host_queues_) {
    if (queue != nullptr) queue->on_wake(nullptr);
  }
  const std::lock_guard lock(mutex_);
  if (live_) live_->engine.set_outside(nullptr);
  live_.reset();
}

void Execution::end_host_queues() {
  for (const auto& queue : host_queues_) {
    if (queue != nullptr) queue->end();
  }
}

void Execution::announce(Event::What what, const std::string& stage, const std::string& happened) {
  if (!callbacks_) return;
  const std::string of_stage = stage.empty() ? "" : fmt::format("stage '{}' ", stage);
  callbacks_->post({what, stage, fmt::format("{}: {}{}", plan_.name, of_stage, happened)});
}

void Execution::announce_end(const Engine& engine) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  announce(Event::What::ended, "", outcome(engine));
}

std::string Execution::outcome(const Engine& engine) const {
  try {
    throw_outcome(engine);
  } catch (const std::exception& error) {
    return fmt::format("failed: {}", error.what());
  } catch (...) {
    return "failed";
  }
  return engine.done() ? "finished" : "stopped";
}

SteadyTime Execution::time_out(Engine& engine) noexcept {
  if (engine.stopping()) return kNever;  // it is ending for another reason
  try {
    busy_at_timeout_ = engine.busy_stages();
    waiting_at_timeout_ = engine.waiting_stages();
    timed_out_ = true;
    engine.stop();
    announce(Event::What::stopping, "", fmt::format("stopping: the timeout of {} is over", format_value(*plan_.timeout)));
  } catch (...) {
    engine.fail(std::current_exception());
  }
  return kNever;
}

void Execution::throw_outcome(const Engine& engine) const {
  if (const auto error = engine.error()) std::rethrow_exception(error);
  if (engine.done()) return;
  if (timed_out_) {
    std::string busy =
        busy_at_timeout_.empty() ? "no stage was in a call" : fmt::format("still busy: {}", fmt::join(busy_at_timeout_, ", "));
    for (const std::string& waiting : waiting_at_timeout_) busy += "; " + waiting;
    throw TimeoutError(fmt::format("timeout after {}; {}", format_value(*plan_.timeout), busy), busy_at_timeout_);
  }
  if (!engine.stopping()) throw StallError("the run stalled: no work is left and a stage has not finished\n" + engine.dump());
}

void Execution::stop() noexcept {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(stop_wanted_, true) && live_) stop_live();
}

void Execution::stop_live() noexcept {
  live_->engine.request_stop();
  live_->events.stop();
  announce_request(live_->engine, Event::What::stopping, "stopping: the host asked for it");
}

void Execution::drain() noexcept {
  const std::lock_guard lock(mutex_);
  if (std::exchange(drain_wanted_, true)) return;
  for (const auto& queue : host_queues_) {
    if (queue != nullptr && queue->role() == Role::source) queue->close();
  }
  if (live_) drain_live();
}

void Execution::drain_live() noexcept {
  live_->events.drain();
  announce_request(live_->engine, Event::What::draining, "draining: the host asked for it");
}

// For a caller to whom nothing may be thrown: without memory for the event the run fails.
void Execution::announce_request(Engine& engine, Event::What what, const char* happened) noexcept {
  if (ended_) return;
  try {
    announce(what, "", happened);
  } catch (...) {
    engine.fail(std::current_exception());
  }
}

RunReport Execution::report() {
  const std::lock_guard lock(mutex_);
  if (!live_) return last_;
  RunReport report = live_->engine.report(false);
  fill(report);
  return report;
}

void Execution::fill(RunReport& report) const {
  report.workers = workers_;
  report.wall = machine_clock().now() - started_;
  report.cpu = cpu_now() - cpu_started_;
  report.peak_memory = peak_memory();
}

}  // namespace weir::runtime
