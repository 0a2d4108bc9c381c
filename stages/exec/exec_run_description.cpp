// What `weir kinds exec.run` says, and what the params have to be.

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <weir/plan.hpp>

#include "exec/command_params.hpp"
#include "exec/exec_run.hpp"
#include "rows/expression_param.hpp"

namespace weir::stages {

namespace {

constexpr const char* kExecRunText =
    "command lists the program and its words, each an entry of its own, as the program gets them: no shell is involved, so nothing in "
    "them has a meaning of its own. {name} is the value of a column in the row, in the words, in the values of env and in cwd; {{ and }} "
    "stand for braces. A row in which such a value is null is rejected. A program without a slash in its name is looked for in PATH, "
    "also when the pipeline is checked; any other is a path from the current folder. The program reads the text of the column stdin; "
    "without one, or where it is null, nothing.\n\n"
    "A row gets the columns exit (int; null where a signal ended the program), signal (text, such as KILL), seconds (float), stdout and "
    "stderr (text, without line ends at their ends). Bytes that are not UTF-8 stay as they are. Of a longer output the first stdout_size "
    "and stderr_size bytes are kept; the rest is read, dropped and counted (stdout_cut_bytes).\n\n"
    "Up to jobs programs of a replica are under way at a time, of the rows of one slice; rows leave in the order in which they came, as "
    "soon as those before them have, so up to 4 jobs of them wait for one that takes longer. No worker is held meanwhile.\n\n"
    "A program fails when its exit code is not one of ok, when a signal ends it, and when it takes longer than timeout: it is then asked "
    "to end (SIGTERM), and killed after a second. It begins again up to retries times. A row whose program fails is rejected, with the "
    "last line of its stderr in the reason, or with on_failure: keep passed on like the others. So is one whose program cannot be "
    "executed, in any case rejected. In a drain rows that have come so far are worked on to their ends; in a stop, programs are ended. "
    "Each leads a process group of its own; what is left of that when it has ended is killed, and the program itself is even if weir is "
    "killed.\n\n"
    "With log, one line is added to that file for each program that has ended, after its last try: when it began, the seconds that it "
    "took, its exit code (or SIGKILL, timeout, not_executed), a digest of its stdin, and the command, with tabs between. A program that "
    "weir ended in a stop has no line. Where the file has such lines already, the run is refused, unless it resumes. With resume: rest, "
    "which weir run --resume sets, no command that is in the log runs again, and with resume: failed (--resume-failed) none whose last "
    "line says that it succeeded. Its row is passed over: it does not come out, and is counted (already_run). Commands are the same when "
    "their words, cwd, stdin and those variables in env are that name a column.";

}  // namespace

void ExecRun::describe(Description<Params>& d) {
  d.summary("Runs a program for each row, several at a time, and adds what it printed and how it ended.");
  d.details(kExecRunText);
  d.example(
      "- name: sums\n"
      "  kind: exec.run\n"
      "  inputs: [files]\n"
      "  params: {command: [sha256sum, --, '{line}'], jobs: 4, timeout: 10s}\n");
  d.preferred_batch_size(1);
  d.param("command", &Params::command, "the program and its words: [sha256sum, '{path}']").required().not_empty();
  d.param("stdin", &Params::stdin_column, "the column of text that the program reads");
  d.param("env", &Params::env, "variables of the environment, beside those that weir has");
  d.param("cwd", &Params::cwd, "the folder in which it runs; left out: the current one");
  d.param("jobs", &Params::jobs, "programs under way at a time; left out: as many as there are cores").range(1, 10'000);
  d.param("timeout", &Params::timeout, "the longest that a program may take").at_least(std::chrono::milliseconds(1));
  d.param("retries", &Params::retries, "how often a program that failed begins again").at_most(1'000'000);
  d.param("ok", &Params::ok, "exit codes that are no failure").not_empty().range(0, 255);
  d.param("on_failure", &Params::on_failure, "what becomes of a row whose program failed");
  d.param("stdout_size", &Params::stdout_size, "bytes of what it prints that are kept").at_most(Size{std::uint64_t{1} << 30U});
  d.param("stderr_size", &Params::stderr_size, "bytes of its stderr that are kept").at_most(Size{std::uint64_t{1} << 30U});
  d.param("log", &Params::log, "the file to which a line is added for each program that has ended")
      .not_empty()
      .writes_file()
      .shared_by_replicas();
  d.param("resume", &Params::resume, "which of the commands in the log run again");
  d.check("log", [](const Params& params) -> std::optional<Problem> {
    if (params.log != "-") return std::nullopt;
    return Problem("the standard output cannot be read again by the run that resumes", "name a file");
  });
  d.check("resume", [](const Params& params) -> std::optional<Problem> {
    if (params.resume == Resume::never || params.log) return std::nullopt;
    return Problem("there is no log that says what has run", "name it with log, or take resume away");
  });
  d.check("env", [](const Params& params) {
    std::vector<std::pair<std::string, std::string>> env;
    for (const auto& [name, value] : params.env) env.emplace_back(name, value.text);
    return wrong_variable(env);
  });
  d.memory([](const Params& params) {
    const std::size_t jobs = params.jobs.value_or(static_cast<std::uint32_t>(available_cores()));
    return StageMemory{.replica = kRowsHeldPerJob * jobs * (params.stdout_size.bytes + params.stderr_size.bytes)};
  });
}

std::optional<Columns> ExecRun::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  bool good = CommandPattern::parse(params.command, params.env, params.cwd, in, errors).has_value();
  if (params.stdin_column) good = find_text_param(*params.stdin_column, in, errors.key("stdin")) && good;
  std::vector<Column> columns(in.begin(), in.end());
  for (const Column& result : ResultColumns::columns()) {
    if (in.find(result.name)) {
      errors.add({}, Problem(fmt::format("the rows have a column '{}' already", result.name),
                             fmt::format("give it another name before, with rows.rename: {{columns: {{{0}: {0}_before}}}}", result.name)));
      good = false;
    }
    columns.push_back(result);
  }
  return good ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

}  // namespace weir::stages
