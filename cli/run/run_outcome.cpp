#include "run/run_outcome.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <exception>

#include "diagnostics/what_of.hpp"
#include "exit_code.hpp"

namespace weir::cli {
namespace {

const char* const kAbsent = "outputs of stages that had not finished are missing";

bool is_closed_output(const std::exception_ptr& cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const OutputClosed&) {
    return true;
  } catch (...) {
    return false;  // any other cause is in the message of the StageError around it
  }
}

std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "SIGHUP";
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    default:
      return fmt::format("signal {}", signal);
  }
}

}  // namespace

void RunOutcome::record_signals(int first, Stop cause) noexcept {
  if (ending == Ending::timed_out) return;
  if (ending == Ending::failed && cause == Stop::none && !report.cut_short) return;  // it would have failed without the signal
  reader_left = ending == Ending::output_closed;
  if (reader_left) error.clear();
  const bool drained = report.finished || (ending != Ending::done && cause == Stop::none);
  ending = drained ? Ending::interrupted : Ending::stopped;
  stopped_by = cause;
  signal = first;
}

void RunOutcome::record_busy(const std::string& something, std::chrono::seconds patience) {
  for (const StageReport& told : report.stages) {
    if (told.in_call) busy_stages.push_back(told.name);
  }
  const std::string busy =
      busy_stages.empty() ? "a stage is still being created or is finishing" : fmt::format("still busy: {}", fmt::join(busy_stages, ", "));
  error = fmt::format("{}; {} s later {}", something, patience.count(), busy);
}

std::string RunOutcome::interruption() const {
  if (ending == Ending::timed_out) return fmt::format("timed out: {}", kAbsent);
  const std::string by = fmt::format("interrupted by {}", signal_name(signal));
  if (ending == Ending::stopped) {
    const char* cause = stopped_by == Stop::grace_over ? "because it did not end within --grace" : "by a second signal";
    return fmt::format("{} and stopped {}: {}", by, cause, kAbsent);
  }
  if (ending != Ending::interrupted) return "";
  if (reader_left) return fmt::format("{}: the reader of the output went away", by);
  if (!error.empty()) return fmt::format("{}: the sources stopped early, and a stage could not finish without the rest", by);
  if (report.cut_short) return fmt::format("{}: the sources stopped early, so the outputs cover only part of the input", by);
  if (report.progress) return fmt::format("{}: all input had been read; the outputs are complete", by);
  return fmt::format("{}: the outputs are complete and hold everything that had arrived by then", by);
}

bool RunOutcome::lacks_something() const noexcept {
  return std::any_of(report.stages.begin(), report.stages.end(), [](const StageReport& told) { return !told.missing.empty(); });
}

int RunOutcome::exit_code() const noexcept {
  if (own_fault || !report.balance.wrong.empty()) return kOwnFault;
  switch (ending) {
    case Ending::done:
    case Ending::output_closed:
      return lacks_something() ? kFailed : kDone;
    case Ending::failed:
      return kFailed;
    case Ending::timed_out:
      return kTimedOut;
    case Ending::interrupted:
    case Ending::stopped:
      return kSignalled + signal;
  }
  return kFailed;
}

std::string to_string(Ending ending) {
  switch (ending) {
    case Ending::done:
      return "done";
    case Ending::output_closed:
      return "output_closed";
    case Ending::failed:
      return "failed";
    case Ending::timed_out:
      return "timed_out";
    case Ending::interrupted:
      return "interrupted";
    case Ending::stopped:
      return "stopped";
  }
  return "";
}

void record_failure(const std::exception_ptr& failure, RunOutcome& outcome) {
  outcome.ending = Ending::failed;
  try {
    std::rethrow_exception(failure);
  } catch (const StageError& error) {
    if (is_closed_output(error.cause())) outcome.ending = Ending::output_closed;
    outcome.error = error.what();
    outcome.stage = error.stage();
    outcome.replica = error.replica();
  } catch (const TimeoutError& error) {
    outcome.ending = Ending::timed_out;
    outcome.error = error.what();
    outcome.busy_stages = error.busy_stages();
  } catch (const StallError& error) {
    outcome.own_fault = true;
    outcome.error = error.what();
  } catch (const BalanceError& error) {
    outcome.own_fault = true;
    outcome.error = error.what();
  } catch (const std::exception&) {
    outcome.error = diagnostics::what_of(failure);
  }
}

}  // namespace weir::cli
