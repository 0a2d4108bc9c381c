#include "exec/exec_run.hpp"

#include <poll.h>
#include <algorithm>
#include <csignal>
#include <string_view>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/item.hpp>
#include <weir/param_value.hpp>
#include <weir/plan.hpp>

#include "diagnostics/printable.hpp"
#include "diagnostics/shown.hpp"
#include "exec/child_ends.hpp"
#include "exec/job_line.hpp"
#include "exec/job_text.hpp"
#include "system/ready.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kNameStep = 4;            // names of programs: the lowest bits are those of their streams
constexpr std::size_t kRowsAtOnce = 256;        // leave as soon as there are so many
constexpr std::chrono::milliseconds kHold{50};  // or one has waited so long

CommandPattern pattern_of(const ExecRun::Params& params, const Columns& in) {
  std::vector<Diagnostic> wrong;
  auto pattern = CommandPattern::parse(params.command, params.env, params.cwd, in, wrong);
  if (!pattern) throw Error(wrong.front().problem.text());
  return std::move(*pattern);
}

std::optional<std::size_t> input_column(const ExecRun::Params& params, const Columns& in) {
  return params.stdin_column ? std::optional(in.index_of(params.stdin_column->text)) : std::nullopt;
}

std::unique_ptr<JobLog> log_of(const ExecRun::Params& params) {
  return params.log ? std::make_unique<JobLog>(*params.log, params.resume, params.ok) : nullptr;
}

std::string exit_of(const Ending& ending) {
  return ending.code ? std::to_string(*ending.code) : "SIG" + signal_name(ending.signal);
}

std::string_view last_line(std::string_view text) {
  text = without_last_line_ends(text);
  const std::size_t end = text.rfind('\n');
  return end == std::string_view::npos ? text : text.substr(end + 1);
}

}  // namespace

ExecRun::Shared::Shared(const Params& its_params, const Columns& in, const Columns& out)
    : params(its_params),
      columns_in(in),
      columns_out(out),
      command(pattern_of(its_params, in)),
      input(input_column(its_params, in)),
      jobs(its_params.jobs.value_or(static_cast<std::uint32_t>(available_cores()))),
      log(log_of(its_params)) {}

ExecRun::ExecRun(std::shared_ptr<Shared> shared) : shared_(std::move(shared)), row_cells_(shared_->columns_in) {}

ExecRun::~ExecRun() {
  end_all();
}

// What an exception has left behind is ended.
void ExecRun::open(Rows&& slice) {
  end_all();
  slice_ = std::move(slice);
  row_cells_.open(slice_);
  next_row_ = 0;
}

Next ExecRun::produce(Output<Rows>& out) {
  if (out.full()) return Next::again;
  take_events();
  const Clock::time_point now = Clock::now();
  look_at_clock(now);
  begin_rows();
  if (is_due(now)) {
    push_finished(out);
    begin_rows();
  }
  if (window_.empty() && next_row_ == slice_.size()) return Next::done;
  if (running_.empty() || out.full()) return Next::again;
  return wait_for_more();
}

Next ExecRun::wait_for_more() {
  wait_readable(set_.number());
  if (held_since_) wait_until(*held_since_ + kHold);
  for (const auto& [name, job] : running_) {
    if (job->program->killed_at())
      wait_until(*job->program->killed_at());
    else if (shared_->params.timeout && !job->timed_out)
      wait_until(job->began + *shared_->params.timeout);
  }
  return Next::wait;
}

void ExecRun::take_events() {
  for (const std::uint64_t name : set_.ready()) {
    const auto found = running_.find(name / kNameStep);
    if (found == running_.end()) continue;  // it ended with what was told before
    Job& job = *found->second;
    job.program->ready(name);
    if (job.program->ending()) settle(job);
  }
}

void ExecRun::look_at_clock(Clock::time_point now) {
  const auto& timeout = shared_->params.timeout;
  for (const auto& [name, job] : running_) {
    if (job->program->killed_at())
      job->program->look_at_clock(now);
    else if (timeout && !job->timed_out && now >= job->began + *timeout) {
      job->timed_out = true;
      ++timed_out_;
      job->program->end(now);
    }
  }
}

// As many at a time as there are jobs. Those that have ended behind one that has not are held; so their number is limited, too.
void ExecRun::begin_rows() {
  const std::size_t most = kRowsHeldPerJob * shared_->jobs;
  while (next_row_ < slice_.size() && running_.size() < shared_->jobs && window_.size() < most) {
    Job& job = window_.emplace_back();
    job.row = next_row_++;
    fill(job);
    if (job.finished) continue;
    if (!shared_->log || !shared_->log->has(job.text)) {
      start(job);
    } else {
      ++already_run_;
      window_.pop_back();
    }
  }
}

void ExecRun::fill(Job& job) {
  std::vector<Cell> cells;
  row_cells_.add_to(cells, job.row);
  CommandPattern::Filled filled = shared_->command.fill(cells);
  if (filled.null_column) {
    job.refused =
        fmt::format("column '{}' is null, and the command needs its value", diagnostics::shown(slice_.columns()[*filled.null_column].name));
    job.finished = true;
    return;
  }
  job.command = std::move(filled.command);
  if (shared_->log) job.text = job_text(shared_->command.without_fixed_variables(job.command), input_of(job));
}

std::optional<std::string_view> ExecRun::input_of(const Job& job) const {
  return shared_->input ? slice_.column(*shared_->input).get<std::string_view>(job.row) : std::nullopt;
}

void ExecRun::start(Job& job) try {
  ++job.tries;
  job.timed_out = false;
  job.began = Clock::now();
  const auto input = input_of(job);
  const Params& params = shared_->params;
  Child child = shared_->maker.start(job.command, input.has_value());
  job.name = ++last_name_;
  job.program.emplace(std::move(child), input.value_or(std::string_view()), params.stdout_size.bytes, params.stderr_size.bytes, set_,
                      job.name * kNameStep);
  running_.emplace(job.name, &job);
} catch (const NotExecuted& error) {
  job.refused = error.what();
  job.finished = true;
  log(job, kNotExecuted);
}

// Of a program that has ended: the row is finished, or its program begins once more.
void ExecRun::settle(Job& job) {
  running_.erase(job.name);
  Printed out = std::move(job.program->out());
  Printed err = std::move(job.program->err());
  job.result = {.ending = *job.program->ending(),
                .seconds = std::chrono::duration<double>(Clock::now() - job.began).count(),
                .out = std::move(out.text),
                .err = std::move(err.text)};
  job.program.reset();
  if (!is_well(job) && job.tries <= shared_->params.retries) {
    ++retried_;
    return start(job);
  }
  log(job, job.timed_out ? kTimedOut : exit_of(job.result.ending));
  if (!is_well(job) && shared_->params.on_failure == OnFailure::reject) job.refused = what_failed(job);
  stdout_cut_ += out.cut;
  stderr_cut_ += err.cut;
  job.finished = true;
}

bool ExecRun::is_well(const Job& job) const {
  const std::vector<int>& ok = shared_->params.ok;
  const Ending& ending = job.result.ending;
  return !job.timed_out && ending.code && std::find(ok.begin(), ok.end(), *ending.code) != ok.end();
}

std::string ExecRun::what_failed(const Job& job) const {
  std::string what = fmt::format("'{}' ", shown_command(job.command));
  if (job.timed_out)
    what += fmt::format("took longer than {}", format_value(*shared_->params.timeout));
  else
    what += "ended with " + shown_ending(job.result.ending);
  if (job.tries > 1) what += fmt::format(", {} times", job.tries);
  const std::string_view said = last_line(job.result.err);
  if (!said.empty()) what += fmt::format("; it said: {}", diagnostics::printable(said, diagnostics::Layout::escape));
  return what;
}

void ExecRun::log(const Job& job, std::string_view exit) {
  if (shared_->log) shared_->log->add(job.result.seconds, exit, job.text);
}

// Whether rows leave: all that there can be, many, or some that have waited for a while.
bool ExecRun::is_due(Clock::time_point now) {
  std::size_t finished = 0;
  while (finished < window_.size() && window_[finished].finished) ++finished;
  if (finished == 0) return false;
  if (!held_since_) held_since_ = now;
  return finished == window_.size() || finished >= kRowsAtOnce || window_.size() >= kRowsHeldPerJob * shared_->jobs ||
         now >= *held_since_ + kHold;
}

void ExecRun::push_finished(Output<Rows>& out) {
  held_since_.reset();
  ResultColumns results;
  std::vector<std::uint32_t> rows;
  for (; !window_.empty() && window_.front().finished; window_.pop_front()) {
    Job& job = window_.front();
    if (!job.refused.empty()) {
      reject(slice_.filter(std::span(&job.row, 1)), std::move(job.refused));
      continue;
    }
    rows.push_back(job.row);
    results.add(job.result);
  }
  if (rows.empty()) return;
  const Rows kept = slice_.filter(rows);
  std::vector<ColumnValues> values;
  for (std::size_t c = 0; c < kept.columns().size(); ++c) values.push_back(kept.column(c));
  results.build_into(values);
  out.push(Rows(shared_->columns_out, std::move(values), kept.origin()));
  out.flush();  // someone may be watching
}

// Those that go on after that are killed with their objects.
void ExecRun::end_all() noexcept {
  const Clock::time_point now = Clock::now();
  for (const auto& [name, job] : running_) job->program->end(now);
  for (const auto& [name, job] : running_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(now + kMercy - Clock::now());
    std::ignore = wait_until_ready(job->program->end_of_it().number(), POLLIN, std::max(left, std::chrono::milliseconds(0)));
  }
  running_.clear();
  window_.clear();
  held_since_.reset();
}

void ExecRun::counters(Counters& counters) const {
  counters.add("already_run", already_run_);
  counters.add("retried", retried_);
  counters.add("timed_out", timed_out_);
  counters.add("stdout_cut_bytes", stdout_cut_);
  counters.add("stderr_cut_bytes", stderr_cut_);
}

}  // namespace weir::stages
