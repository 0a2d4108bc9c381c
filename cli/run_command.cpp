#include "run_command.hpp"

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

#include "choice_option.hpp"
#include "config_options.hpp"
#include "exit_code.hpp"
#include "file_conflicts.hpp"
#include "interrupts.hpp"
#include "output/output_file.hpp"
#include "progress_line.hpp"
#include "report_json.hpp"
#include "report_table.hpp"
#include "run_outcome.hpp"
#include "run_watch.hpp"
#include "say.hpp"
#include "terminal.hpp"

namespace weir::cli {
namespace {

// For a drain, unless `--grace` says otherwise.
constexpr std::chrono::seconds kGrace{10};

struct RunOptions {
  ConfigOptions config;
  std::optional<std::string> report;
  std::optional<std::string> grace;
  bool quiet = false;
  ProgressMode progress = ProgressMode::automatic;
};

const char* const kRunExamples = R"(Examples:
  weir run configs/word_count.yaml
  weir run configs/primes.yaml --set segments.params.to=1000000 --workers 2
  weir run slow.yaml --timeout 60s --report slow.json
  generate_config | weir run -

The table after the run goes to stderr, so stdout is the pipeline's own. So does the line that shows how a run goes, when stderr is a
terminal: its percent and time left are of what has gone through the sinks. There is none where a stage writes rows to that same terminal,
unless --progress always asks for it.

Ctrl-C, SIGTERM and SIGHUP end the sources and let what is under way through, for at most --grace; one more, a second or more later, drops
what is under way, and a third ends the process at once. Signals within a second of the first are one request, as `timeout` sends it.

Exit status: 0 done, or the reader of an output went away; 1 the run failed, or something that was asked for is not there (a line says
what); 2 the command line or the file is wrong and nothing was started; 124 timed out; 130 interrupted, 143 terminated, 129 hung up.)";

// Rows and a line that is drawn over and over would overwrite each other on one terminal.
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

// Of a run that has not come to its end.
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
  // Nobody may be reading: a signal then ends the wait.
  const auto is_interrupted = [&] { return interrupts.requests() > 0; };
  const bool closed = outcome.ending == Ending::output_closed;
  if (!options.quiet && !closed && outcome.ending != Ending::failed) say(report_table(outcome.report, plan), is_interrupted);
  say(missing_lines(outcome.report), is_interrupted);
  if (closed) return;
  if (!outcome.error.empty()) say(fmt::format("weir: error: {}\n", outcome.error), is_interrupted);
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

// The process is the command's own, so it may have as many threads as were asked for, also above the number of cores.
tbb::global_control allow_threads(std::size_t workers) {
  constexpr auto kThreads = tbb::global_control::max_allowed_parallelism;
  return {kThreads, std::max(workers, tbb::global_control::active_value(kThreads))};
}

int run_pipeline(Pipeline& pipeline, const RunOptions& options, std::chrono::nanoseconds grace,
                 std::optional<stages::OutputFile>& report_file) {
  const Plan& plan = pipeline.plan();
  const Interrupts interrupts;
  ProgressLine progress(progress_mode(options, plan));
  Run run = pipeline.start();
  RunWatch watch(run, plan.timeout, grace, interrupts, progress);
  const bool ended = watch.wait();
  progress.clear();
  const RunOutcome outcome =
      ended ? outcome_of(run, interrupts, watch.stopped_by()) : abandoned_outcome(run, plan, interrupts, watch.stopped_by());
  const int exit_code = tell(outcome, options, plan, interrupts, report_file);
  if (!ended) {
    // The thread that is inside the stage cannot be ended, so nothing that it may use can be taken apart.
    std::fflush(nullptr);
    _exit(exit_code);
  }
  return exit_code;
}

// The command has no program around it that would push and pull.
void refuse_host_stages(const PipelineConfig& config, const Plan& plan) {
  std::vector<Diagnostic> diagnostics;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const PlannedStage& stage = plan.stages[s];
    if (!stage.factory.meets_host()) continue;
    const char* what = stage.role == Role::source ? "an inlet, into which a program pushes" : "an outlet, from which a program pulls";
    diagnostics.push_back({config.stages[s].kind.position,
                           fmt::format("stage '{}': {} is {}; it runs only in such a program", stage.name, stage.kind, what)});
  }
  if (diagnostics.empty()) return;
  const std::string text = render(diagnostics, config.sources);
  throw ConfigError(text, std::move(diagnostics));
}

int run(const RunOptions& options) {
  Registry registry;
  register_stages(registry);
  PipelineConfig config = read_config(options.config);
  const auto grace = options.grace ? read_duration_option("--grace", *options.grace, config) : kGrace;
  Pipeline pipeline(config, registry);
  refuse_host_stages(config, pipeline.plan());
  refuse_file_conflicts(config, pipeline.plan(), options.config.file == "-", options.report);
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
  command->add_option("--report", options->report, "write what happened as JSON to this file")->type_name("FILE.json");
  command->add_option("--grace", options->grace, "after a signal, how long what is under way may take to go through; 10s by default")
      ->type_name("DURATION");
  command->add_flag("-q,--quiet", options->quiet, "no table after the run, and no progress");
  add_choice_option<ProgressMode>(*command, "--progress", options->progress,
                                  {{"auto", ProgressMode::automatic}, {"always", ProgressMode::always}, {"never", ProgressMode::never}},
                                  "auto: on a terminal that gets no rows; always: without one, a line a second; never");
  command->footer(kRunExamples);
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace weir::cli
