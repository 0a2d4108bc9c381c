#include "runtime/execution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>

#include "runtime/alarm.hpp"

namespace weir::runtime {

namespace {

Nanoseconds cpu_now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return Nanoseconds{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace

bool Execution::may_run_here() noexcept {
  // Inside a stage, waiting in the same arena would pick up other work of the outer run, in the middle of the stage's call.
  return oneapi::tbb::this_task_arena::current_thread_index() != oneapi::tbb::task_arena::not_initialized && !TbbExecutor::in_stage();
}

Execution::Execution(const Plan& plan, const Callbacks& callbacks) : plan_(plan) {
  for (const PlannedStage& stage : plan.stages) ports_.push_back(stage.make.make_port ? stage.make.make_port() : nullptr);
  if (callbacks.event || callbacks.progress) announcer_.emplace(callbacks, [this] { return report(); });
}

Execution::~Execution() {
  end_ports();
}

RunReport Execution::run_in_own_arena() {
  // More threads than the process allows would not come, and oneTBB would complain of that on stderr.
  using oneapi::tbb::global_control;
  const std::size_t workers = std::min(plan_.workers, global_control::active_value(global_control::max_allowed_parallelism));
  oneapi::tbb::task_arena arena(static_cast<int>(workers));
  return arena.execute([this] { return run_here(); });
}

RunReport Execution::run_here() {
  workers_ = static_cast<std::size_t>(oneapi::tbb::this_task_arena::max_concurrency());
  started_ = now();
  cpu_started_ = cpu_now();
  TbbExecutor executor(plan_);
  Engine engine(plan_, executor, ports_);
  run_live({executor, engine});
  throw_outcome(engine);
  return last_;
}

void Execution::start(Live live) {
  announce(Event::What::started, "", fmt::format("started with {} workers", workers_));
  for (std::size_t s = 0; s < ports_.size(); ++s) {
    if (ports_[s] == nullptr) continue;
    ports_[s]->on_wake([live, s] { live.executor.from_outside([&](std::vector<Work>& works) { live.engine.wake(s, works); }); });
  }
  const std::lock_guard lock(mutex_);
  if (stop_wanted_) live.engine.stop();
  live.executor.start(live.engine);
  if (drain_wanted_) drain_live(live);
  live_.emplace(live);
}

// In this order: nobody wakes the engine any more, then nobody reaches it.
void Execution::leave() {
  if (announcer_) announcer_->stop();
  for (const auto& port : ports_) {
    if (port != nullptr) port->on_wake(nullptr);
  }
  const std::lock_guard lock(mutex_);
  live_.reset();
}

void Execution::end_ports() {
  for (const auto& port : ports_) {
    if (port != nullptr) port->end();
  }
}

void Execution::run_live(Live live) {
  Alarm flush([&](Nanoseconds time) {
    Nanoseconds next = 0;
    live.executor.from_outside([&](std::vector<Work>& works) { next = live.engine.flush_due(time, works); });
    return next;
  });
  Alarm timeout([&](Nanoseconds) { return time_out(live.engine); });
  live.engine.on_deadline([&](Nanoseconds time) { flush.set(time); });
  live.engine.on_finished([&](const PlannedStage& stage) { announce(Event::What::stage_finished, stage.name, "finished"); });
  if (plan_.timeout) timeout.set(started_ + plan_.timeout->count());
  const Leaving leaving{*this};
  if (announcer_) announcer_->start([&](std::exception_ptr error) { live.engine.fail(std::move(error)); });
  start(live);
  live.executor.wait();
  timeout.stop();
  flush.stop();
  announce(Event::What::ended, "", outcome(live.engine));
  if (announcer_) announcer_->stop();
  RunReport report = live.engine.report(true);
  fill(report);
  const std::lock_guard lock(mutex_);
  last_ = std::move(report);
}

void Execution::announce(Event::What what, const std::string& stage, const std::string& happened) {
  if (!announcer_) return;
  const std::string of_stage = stage.empty() ? "" : fmt::format("stage '{}' ", stage);
  announcer_->say({what, stage, fmt::format("{}: {}{}", plan_.name, of_stage, happened)});
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

Nanoseconds Execution::time_out(Engine& engine) {
  busy_at_timeout_ = engine.busy_stages();
  timed_out_ = true;
  engine.stop();
  announce(Event::What::stopping, "", fmt::format("stopping: the timeout of {} is over", detail::format_duration(*plan_.timeout)));
  return 0;
}

void Execution::throw_outcome(const Engine& engine) const {
  if (const auto error = engine.error()) std::rethrow_exception(error);
  if (engine.done()) return;
  if (timed_out_) {
    const std::string busy =
        busy_at_timeout_.empty() ? "no stage was in a call" : fmt::format("still busy: {}", fmt::join(busy_at_timeout_, ", "));
    throw TimeoutError(fmt::format("timeout after {}; {}", detail::format_duration(*plan_.timeout), busy), busy_at_timeout_);
  }
  if (!engine.stopping()) throw StallError("the run stalled: no work is left and a stage has not finished\n" + engine.dump());
}

void Execution::stop() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(stop_wanted_, true) || !live_) return;
  live_->engine.stop();
  announce(Event::What::stopping, "", "stopping: the host asked for it");
}

void Execution::drain() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(drain_wanted_, true)) return;
  for (const auto& port : ports_) {
    if (port != nullptr && port->role() == Role::source) port->close();
  }
  if (!live_) return;
  drain_live(*live_);
  announce(Event::What::draining, "", "draining: the host asked for it");
}

void Execution::drain_live(Live live) {
  live.executor.from_outside([&](std::vector<Work>& works) { live.engine.drain(works); });
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
  report.wall = std::chrono::nanoseconds(now() - started_);
  report.cpu = std::chrono::nanoseconds(cpu_now() - cpu_started_);
  report.peak_memory = peak_memory();
}

}  // namespace weir::runtime
