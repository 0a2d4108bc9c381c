#include "run_outcome.hpp"

#include <exception>

#include "exit_code.hpp"
#include "output/output_file.hpp"

namespace weir::cli {
namespace {

bool is_closed_output(const std::exception_ptr& cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const stages::OutputClosed&) {
    return true;
  } catch (...) {
    return false;  // any other cause is in the message of the StageError around it
  }
}

}  // namespace

int RunOutcome::exit_code() const noexcept {
  switch (ending) {
    case Ending::done:
    case Ending::output_closed:
      return kDone;
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
  } catch (const std::exception& error) {
    outcome.error = error.what();
  }
}

}  // namespace weir::cli
