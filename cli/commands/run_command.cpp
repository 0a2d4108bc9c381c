#include "commands/commands.hpp"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include <weir/param_value.hpp>
#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "exit_code.hpp"
#include "options/choice_option.hpp"
#include "options/config_options.hpp"
#include "options/resume_options.hpp"
#include "run/balance_text.hpp"
#include "run/interrupts.hpp"
#include "run/progress_line.hpp"
#include "run/refusals.hpp"
#include "run/report_json.hpp"
#include "run/report_table.hpp"
#include "run/run_outcome.hpp"
#include "run/run_watch.hpp"
#include "system/output_file.hpp"
#include "terminal/say.hpp"
#include "terminal/terminal.hpp"

namespace weir::cli {
namespace {

// For a drain, unless `--grace` sets another.
constexpr std::chrono::seconds kGrace{10};

struct RunOptions {
  ConfigOptions config;
  ResumeOptions resume;
  std::optional<std::string> report;
  std::optional<std::string> grace;
  bool quiet = false;
  ProgressMode progress = ProgressMode::automatic;
};

const char* const kRunExamples = R"(Examples:
  weir run configs/word_count.yaml
  weir run configs/primes.yaml --set segments.params.to=1000000 --workers 2
  weir run base.yaml production.yaml           what the second file says goes over the first
  weir run slow.yaml --timeout 60s --report slow.json
  generate_config | weir run -

The table after the run goes to stderr, which leaves stdout to the pipeline. So does the line of progress, when stderr is a terminal: its
percent and time left count what has gone through the sinks. It is off where a stage writes rows to the same terminal, unless --progress
always asks for it.

Ctrl-C, SIGTERM and SIGHUP end the sources and let work under way finish, for at most --grace. Another signal, a second or more later, drops
that work, and a third ends the process at once. Signals within a second of the first count as one, since `timeout` sends two.

Exit status: 0 done, or the reader of an output went away; 1 the run failed, or something that was asked for is missing (a line says
what); 2 the command line or the file is wrong and nothing was started; 70 a fault of weir's own; 124 timed out; 130 interrupted, 143
terminated, 129 hung up.)";

// Rows and a line that is redrawn would overwrite each other on one terminal.
ProgressMode progress_mode(const RunOptions& options, const Plan& plan) {
  if (options.progress != ProgressMode::automatic) return options.progress;
  return options.quiet || writes_to_terminal(plan, STDERR_FILENO) ? ProgressMode::never : ProgressMode::automatic;
}

RunOutcome outcome_of(Run& run, const Interrupts& interrupts, Stop stopped_by) {
  RunOutcome outcome;
  try {
    outcome.report = run.wait();
  } catch (...) {
    record_failure(std::current_exception(), outcome);
    outcome.report = run.report();
  }
  if (const auto signal = interrupts.first()) outcome.record_signals(*signal, stopped_by);
  return outcome;
}

// For a run that has not ended.
RunOutcome abandoned_outcome(const Run& run, const Plan& plan, const Interrupts& interrupts, Stop stopped_by) {
  RunOutcome outcome;
  outcome.report = run.report();
  if (stopped_by == Stop::none) {
    outcome.ending = Ending::timed_out;
    outcome.record_busy("timeout after " + format_value(plan.timeout.value()), kPatience);
    return outcome;
  }
  outcome.record_signals(*interrupts.first(), stopped_by);
  outcome.record_busy(stopped_by == Stop::second_signal ? "stopped by a second signal" : "stopped when --grace was over", kPatience);
  return outcome;
}

std::string missing_lines(const RunReport& report) {
  std::string lines;
  for (const StageReport& stage : report.stages) {
    for (const std::string& line : stage.missing) lines += fmt::format("weir: stage '{}': {}\n", stage.name, line);
  }
  return lines;
}

void tell_user(const RunOutcome& outcome, const RunOptions& options, const Plan& plan, const Interrupts& interrupts) {
  // If nobody reads stderr, a signal ends the wait.
  const auto is_interrupted = [&] { return interrupts.requests() > 0; };
  const bool balanced = outcome.report.balance.wrong.empty();
  const bool closed = outcome.ending == Ending::output_closed;
  const bool failed = outcome.ending == Ending::failed;
  const bool has_table = !options.quiet && !(balanced && (closed || failed));
  if (has_table) say(report_table(outcome.report, plan), is_interrupted);
  say(missing_lines(outcome.report), is_interrupted);
  if (closed && balanced) return;
  if (!outcome.error.empty()) say(fmt::format("weir: error: {}\n", outcome.error), is_interrupted);
  // What does not add up decides the exit code, so it is said whatever else went wrong.
  const bool tells_balance = !has_table && (!balanced || (failed && !options.quiet));
  if (const std::string text = balance_text(outcome.report); tells_balance && !text.empty())
    say(fmt::format("weir: balance: {}\n", text), is_interrupted);
  if (const std::string text = outcome.interruption(); !text.empty()) say(fmt::format("weir: {}\n", text), is_interrupted);
}

// Returns the exit code.
int tell(const RunOutcome& outcome, const RunOptions& options, const Plan& plan, const Interrupts& interrupts,
         std::optional<stages::OutputFile>& report_file) {
  tell_user(outcome, options, plan, interrupts);
  if (!report_file) return outcome.exit_code();
  try {
    report_file->write(report_json(outcome, plan));
    report_file->commit();
    return outcome.exit_code();
  } catch (const Error& error) {
    say(fmt::format("weir: error: the report is lost: {}\n", error.what()));
    return outcome.exit_code() == kDone ? kFailed : outcome.exit_code();
  }
}

// The command owns the process, so it may have as many threads as requested, even more than cores.
tbb::global_control allow_threads(std::size_t workers) {
  constexpr auto kThreads = tbb::global_control::max_allowed_parallelism;
  return {kThreads, std::max(workers, tbb::global_control::active_value(kThreads))};
}

// Empty when the thread could not be made, which is recorded.
std::optional<Run> start(Pipeline& pipeline, RunOutcome& outcome) {
  try {
    return pipeline.start();
  } catch (const Error&) {
    record_failure(std::current_exception(), outcome);
    return std::nullopt;
  }
}

int run_pipeline(Pipeline& pipeline, const RunOptions& options, std::chrono::nanoseconds grace,
                 std::optional<stages::OutputFile>& report_file) {
  const Plan& plan = pipeline.plan();
  const Interrupts interrupts;
  ProgressLine progress(progress_mode(options, plan));
  RunOutcome not_started;
  std::optional<Run> started = start(pipeline, not_started);
  if (!started) return tell(not_started, options, plan, interrupts, report_file);
  Run& run = *started;
  RunWatch watch(run, plan.timeout, grace, interrupts, progress);
  const bool ended = watch.wait();
  progress.clear();
  const RunOutcome outcome =
      ended ? outcome_of(run, interrupts, watch.stopped_by()) : abandoned_outcome(run, plan, interrupts, watch.stopped_by());
  const int exit_code = tell(outcome, options, plan, interrupts, report_file);
  if (!ended) {
    // The thread inside the stage cannot be ended, so nothing that it may use can be destroyed.
    std::fflush(nullptr);
    _exit(exit_code);
  }
  return exit_code;
}

int run(const RunOptions& options) {
  Registry registry;
  register_stages(registry);
  PipelineConfig config = read_config(options.config);
  set_resume(options.resume, registry, config);
  const auto grace = options.grace ? read_duration_option("--grace", *options.grace, config) : kGrace;
  Pipeline pipeline(config, registry);
  refuse_host_stages(config, pipeline.plan());
  refuse_file_conflicts(config, pipeline.plan(), options.config, options.report);
  std::optional<stages::OutputFile> report_file;
  if (options.report) report_file.emplace(*options.report);
  const auto threads = allow_threads(pipeline.plan().workers);
  return run_pipeline(pipeline, options, grace.value(), report_file);
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a pipeline");
  add_config_options(*command, options->config);
  add_limit_options(*command, options->config);
  add_resume_options(*command, options->resume);
  command->add_option("--report", options->report, "write what happened as JSON to this file")->type_name("FILE.json");
  command->add_option("--grace", options->grace, "how long work under way may take to finish after a signal; 10s by default")
      ->type_name("DURATION");
  command->add_flag("-q,--quiet", options->quiet, "no table after the run, and no progress");
  add_choice_option<ProgressMode>(*command, "--progress", options->progress,
                                  {{"auto", ProgressMode::automatic}, {"always", ProgressMode::always}, {"never", ProgressMode::never}},
                                  "auto: on a terminal that gets no rows; always: without one, a line a second; never");
  command->footer(kRunExamples);
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace weir::cli
