#include "run/run_outcome.hpp"

#include <csignal>
#include <exception>

#include <weir/error.hpp>

#include "catch.hpp"

using weir::cli::Ending;
using weir::cli::RunOutcome;
using weir::cli::Stop;

namespace {

RunOutcome interrupted(bool finished, Stop cause = Stop::none) {
  RunOutcome outcome;
  outcome.report.finished = finished;
  outcome.record_signals(SIGINT, cause);
  return outcome;
}

}  // namespace

TEST_CASE("A run whose sources were cut short says that the outputs hold a part") {
  RunOutcome outcome = interrupted(true);
  outcome.report.cut_short = true;
  CHECK(outcome.interruption() == "interrupted by SIGINT: the sources stopped early, so the outputs cover only part of the input");
  CHECK(outcome.exit_code() == 130);
}

TEST_CASE("A run whose sources had ended by then says that its outputs are whole") {
  RunOutcome outcome = interrupted(true);
  outcome.report.progress = 1;
  CHECK(outcome.interruption() == "interrupted by SIGINT: all input had been read; the outputs are complete");
  CHECK(outcome.exit_code() == 130);
}

TEST_CASE("A source without an end of its own is whole with what had come") {
  CHECK(interrupted(true).interruption() == "interrupted by SIGINT: the outputs are complete and hold everything that had arrived by then");
}

TEST_CASE("A run that was stopped says what stopped it and what is not there") {
  CHECK(interrupted(false, Stop::second_signal).interruption() ==
        "interrupted by SIGINT and stopped by a second signal: outputs of stages that had not finished are missing");
  const RunOutcome slow = interrupted(false, Stop::grace_over);
  CHECK(slow.interruption() ==
        "interrupted by SIGINT and stopped because it did not end within --grace: outputs of stages that had not finished are missing");
  CHECK(slow.ending == Ending::stopped);
  CHECK(slow.exit_code() == 130);
}

TEST_CASE("A run that reached its end nonetheless was only interrupted, whatever stopped it") {
  CHECK(interrupted(true, Stop::second_signal).ending == Ending::interrupted);
  CHECK(interrupted(true, Stop::grace_over).ending == Ending::interrupted);
}

TEST_CASE("A timeout says what is not there, and a signal does not change how it ended") {
  RunOutcome outcome;
  outcome.ending = Ending::timed_out;
  outcome.record_signals(SIGTERM, Stop::none);
  CHECK(outcome.interruption() == "timed out: outputs of stages that had not finished are missing");
  CHECK(outcome.exit_code() == 124);
}

TEST_CASE("A run whose reader goes away after a signal was interrupted, as all of a shell's pipeline is by Ctrl-C") {
  RunOutcome outcome;
  outcome.ending = Ending::output_closed;
  outcome.error = "stage 'out', replica 0: cannot write stdout: Broken pipe";
  outcome.record_signals(SIGINT, Stop::none);
  CHECK(outcome.interruption() == "interrupted by SIGINT: the reader of the output went away");
  CHECK(outcome.exit_code() == 130);
  CHECK(outcome.error.empty());
}

TEST_CASE("A failure after a signal that cut nothing short is a failure like any other") {
  RunOutcome outcome;
  outcome.ending = Ending::failed;
  outcome.error = "stage 'out', replica 0: no space left";
  outcome.record_signals(SIGINT, Stop::none);
  CHECK(outcome.ending == Ending::failed);
  CHECK(outcome.interruption().empty());
  CHECK(outcome.exit_code() == 1);

  RunOutcome short_of_input;
  short_of_input.ending = Ending::failed;
  short_of_input.error = "stage 'product', replica 0: rows are missing";
  short_of_input.report.cut_short = true;
  short_of_input.record_signals(SIGINT, Stop::none);
  CHECK(short_of_input.interruption() == "interrupted by SIGINT: the sources stopped early, and a stage could not finish without the rest");
  CHECK(short_of_input.exit_code() == 130);
}

TEST_CASE("A run that nothing interrupted says nothing of it") {
  CHECK(RunOutcome{}.interruption().empty());
}

TEST_CASE("What weir itself did wrong is exit code 70, whatever else went wrong, and whatever signal came") {
  for (const auto& fault :
       {std::make_exception_ptr(weir::StallError("no work is left")), std::make_exception_ptr(weir::BalanceError("an item is nowhere"))}) {
    RunOutcome outcome;
    record_failure(fault, outcome);
    CHECK(outcome.exit_code() == 70);
    outcome.record_signals(SIGINT, Stop::second_signal);
    CHECK(outcome.exit_code() == 70);
  }
  RunOutcome outcome;
  record_failure(std::make_exception_ptr(weir::StageError("out", 0, std::make_exception_ptr(weir::Error("no space left")))), outcome);
  CHECK(outcome.exit_code() == 1);
  outcome.report.balance.wrong = "stage 'out': 3 taken, 2 used";
  CHECK(outcome.exit_code() == 70);
}
