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
#include "say.hpp"

namespace weir::cli {
namespace {

using Clock = std::chrono::steady_clock;

// How often signals are looked at.
constexpr std::chrono::milliseconds kPoll{50};
// After the timeout or a second signal, for stages to come out of their own code.
constexpr std::chrono::seconds kGrace{2};

struct RunOptions {
  ConfigOptions config;
  std::optional<std::string> report;
  bool quiet = false;
  ProgressMode progress = ProgressMode::automatic;
};

const char* const kRunExamples = R"(Examples:
  weir run configs/word_count.yaml
  weir run configs/primes.yaml --set segments.params.to=1000000 --workers 2
  weir run slow.yaml --timeout 60s --report slow.json
  generate_config | weir run -

The table after the run goes to stderr, so stdout is the pipeline's own. Ctrl-C lets what is under way through and ends; a second one
drops it.

Exit status: 0 done, or the reader of the output went away; 1 the run failed; 2 the command line or the file is wrong and nothing was
started; 124 timed out; 130 interrupted, 143 terminated, 129 hung up.)";

ProgressMode progress_mode(const RunOptions& options) {
  return options.quiet && options.progress == ProgressMode::automatic ? ProgressMode::never : options.progress;
}

// True when the run has ended; false when it ought to have and a stage does not come back from its own code.
bool watch(Run& run, Clock::time_point give_up, const Interrupts& interrupts, ProgressLine& progress) {
  int obeyed = 0;
  while (!run.wait_for(kPoll)) {
    const int signals = interrupts.count();
    if (obeyed < 1 && signals >= 1) run.drain();
    if (obeyed < 2 && signals >= 2) {
      run.stop();
      give_up = std::min(give_up, Clock::now() + kGrace);
    }
    obeyed = signals;
    if (Clock::now() >= give_up) return false;
    if (progress.due()) progress.show(run.report());
  }
  return true;
}

RunOutcome outcome_of(Run& run, const Interrupts& interrupts) {
  RunOutcome outcome;
  try {
    outcome.report = run.wait();
  } catch (...) {
    record_failure(std::current_exception(), outcome);
    outcome.report = run.report();
  }
  if (const auto signal = interrupts.first()) outcome.record_signals(*signal, interrupts.count());
  return outcome;
}

// Of a run that has not come to its end.
RunOutcome abandoned_outcome(const Run& run, const Plan& plan, const Interrupts& interrupts) {
  RunOutcome outcome;
  outcome.report = run.report();
  if (interrupts.count() >= 2) {
    outcome.record_signals(*interrupts.first(), interrupts.count());
    outcome.record_busy("stopped by a second signal", kGrace);
  } else {
    outcome.ending = Ending::timed_out;
    outcome.record_busy("timeout after " + detail::format_duration(plan.timeout.value()), kGrace);
  }
  return outcome;
}

void tell_missing(const RunReport& report) {
  for (const StageReport& stage : report.stages) {
    for (const std::string& line : stage.missing) say(fmt::format("weir: stage '{}': {}\n", stage.name, line));
  }
}

void tell_user(const RunOutcome& outcome, const RunOptions& options, const Plan& plan) {
  const bool told = outcome.ending == Ending::output_closed || outcome.ending == Ending::failed;
  if (!options.quiet && !told) say(report_table(outcome.report, plan));
  tell_missing(outcome.report);
  if (outcome.ending == Ending::output_closed) return;
  if (!outcome.error.empty()) say(fmt::format("weir: error: {}\n", outcome.error));
  if (const std::string text = outcome.interruption(); !text.empty()) say(fmt::format("weir: {}\n", text));
}

// Gives the exit code.
int tell(const RunOutcome& outcome, const RunOptions& options, const Plan& plan, std::optional<stages::OutputFile>& report_file) {
  tell_user(outcome, options, plan);
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

int run_pipeline(Pipeline& pipeline, const RunOptions& options, std::optional<stages::OutputFile>& report_file) {
  const Plan& plan = pipeline.plan();
  const Interrupts interrupts;
  const auto give_up = plan.timeout ? Clock::now() + *plan.timeout + kGrace : Clock::time_point::max();
  ProgressLine progress(progress_mode(options));
  Run run = pipeline.start();
  const bool ended = watch(run, give_up, interrupts, progress);
  progress.clear();
  const RunOutcome outcome = ended ? outcome_of(run, interrupts) : abandoned_outcome(run, plan, interrupts);
  const int exit_code = tell(outcome, options, plan, report_file);
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
    if (stage.make.make_port == nullptr) continue;
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
  const PipelineConfig config = read_config(options.config);
  Pipeline pipeline(config, registry);
  refuse_host_stages(config, pipeline.plan());
  refuse_file_conflicts(config, pipeline.plan(), options.config.file == "-", options.report);
  std::optional<stages::OutputFile> report_file;
  if (options.report) report_file.emplace(*options.report);
  const auto threads = allow_threads(pipeline.plan().workers);
  return run_pipeline(pipeline, options, report_file);
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a pipeline");
  add_config_options(*command, options->config);
  add_limit_options(*command, options->config);
  command->add_option("--report", options->report, "write what happened as JSON to this file")->type_name("FILE.json");
  command->add_flag("-q,--quiet", options->quiet, "no table after the run, and no progress");
  add_choice_option<ProgressMode>(*command, "--progress", options->progress,
                                  {{"auto", ProgressMode::automatic}, {"always", ProgressMode::always}, {"never", ProgressMode::never}},
                                  "auto: on a terminal; always: without one, a line a second; never");
  command->footer(kRunExamples);
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace weir::cli
