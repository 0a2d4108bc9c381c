#include <weir/processor.hpp>

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <exception>
#include <mutex>

#include "diagnostics/what_of.hpp"

namespace weir {

using diagnostics::what_of;

namespace {

constexpr std::size_t kMostWorkers = 1024;    // as the key `workers` of a file
constexpr std::size_t kRangesPerWorker = 32;  // when the cost of items varies widely, no worker is left with more than a small share

std::size_t checked_workers(const Count& workers) {
  const std::size_t number = workers.number.value_or(std::min(available_cores(), kMostWorkers));
  if (number >= 1 && number <= kMostWorkers) return number;
  throw InputError(fmt::format("workers is {}: write a number from 1 to {}, or leave it out for one on each core that this process may use",
                               number, kMostWorkers));
}

// oneTBB provides no more threads than its limit, which the host sets, and complains on stderr when an arena asks for more.
std::size_t threads_for(std::size_t workers) {
  using Control = oneapi::tbb::global_control;
  return std::min(workers, Control::active_value(Control::max_allowed_parallelism));
}

const ProcessorOptions& checked(const ProcessorOptions& options) {
  if (options.timeout && options.timeout->count() <= 0)
    throw InputError("timeout is not above zero: write the longest that a call may take, such as 30s, or leave it out for no limit");
  if (options.verbose && !options.log)
    throw InputError(
        "verbose needs a log, since weir prints nothing itself: set it, as in {.verbose = true, .log = [](std::string_view line) { "
        "std::cerr << line << '\\n'; }}");
  return options;
}

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

// Throws what the host's function threw, without the stage that called it, which the host did not write.
[[noreturn]] void throw_cause(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const StageError& error) {
    error.rethrow_nested();
  }
}

}  // namespace

struct Processor::State {
  explicit State(const ProcessorOptions& given)
      : options(checked(given)), workers(checked_workers(given.workers)), threads(threads_for(workers)), arena(static_cast<int>(threads)) {
    arena.initialize();
  }

  void account(const char* name, std::chrono::nanoseconds wall, std::optional<std::uint64_t> items) {
    const std::lock_guard lock(metrics_mutex);
    CallMetrics& call = metrics.calls[name];
    ++call.calls;
    call.failures += items ? 0 : 1;
    call.items += items.value_or(0);
    call.wall += wall;
  }
  void log(const std::string& line) {
    const std::lock_guard lock(log_mutex);
    options.log(line);
  }

  const ProcessorOptions options;
  const std::size_t workers;
  const std::size_t threads;
  oneapi::tbb::task_arena arena;
  std::mutex metrics_mutex;
  ProcessorMetrics metrics;
  std::mutex log_mutex;
};

Processor::Processor(const ProcessorOptions& options) : state_(std::make_shared<State>(options)) {}
Processor::Processor(std::shared_ptr<State> state, std::stop_token stop) : state_(std::move(state)), stop_(std::move(stop)) {}
Processor::Processor(Processor&&) noexcept = default;
Processor& Processor::operator=(Processor&&) noexcept = default;
Processor::~Processor() = default;

Processor Processor::until(std::stop_token stop) const {
  return {state_, std::move(stop)};
}

std::size_t Processor::workers() const noexcept {
  return state_->workers;
}

ProcessorMetrics Processor::metrics() const {
  const std::lock_guard lock(state_->metrics_mutex);
  return state_->metrics;
}

void Processor::counted(const char* name, const char* unit, const std::function<std::uint64_t()>& call) {
  const auto started = std::chrono::steady_clock::now();
  std::optional<std::uint64_t> items;
  std::exception_ptr failure;
  try {
    items = call();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::chrono::nanoseconds wall = std::chrono::steady_clock::now() - started;
  state_->account(name, wall, items);
  if (state_->options.verbose) {
    const std::string done = failure ? "failed after" : fmt::format("{} {} in", *items, unit);
    state_->log(fmt::format("{}: {} {:.2f} ms{}", name, done, milliseconds(wall), failure ? ": " + what_of(failure) : ""));
  }
  if (failure) std::rethrow_exception(failure);
}

Pipeline Processor::make_pipeline(const char* name) const {
  return Pipeline(name, {.workers = state_->threads, .timeout = state_->options.timeout});
}

StageOptions Processor::on_all_workers() const {
  // No more batches wait than there are replicas: none takes several at once while another has nothing to do.
  return {.replicas = state_->workers, .batch_size = 1, .queue_depth = state_->workers};
}

std::size_t Processor::range_size(std::size_t items) const {
  const std::size_t ranges = state_->workers * kRangesPerWorker;
  return (items - 1) / ranges + 1;
}

void Processor::run(Pipeline& pipeline) {
  RunReport report;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      report = pipeline.run(stop_);
    } catch (...) {
      failure = std::current_exception();
    }
  };
  // Inside one of the host's functions the thread already has a slot in some pool, and waiting for one in another could be waiting for
  // itself. The pipeline then makes an arena of its own.
  if (processing::InHostFunction::here())
    work();
  else
    state_->arena.execute(work);
  if (failure) throw_cause(failure);
  if (!report.finished) throw Stopped();
  const std::lock_guard lock(state_->metrics_mutex);
  state_->metrics.last_run = std::move(report);
}

void Processor::refuse_empty(const char* name) {
  throw InputError(fmt::format("{}: there are no items; check before the call that there are some", name));
}

void processing::refuse_sum(WideInteger sum, bool is_signed) {
  throw InputError(fmt::format("sum: the exact sum is {}, more than a 64-bit {} integer holds; add up as double instead", sum,
                               is_signed ? "signed" : "unsigned"));
}

}  // namespace weir
