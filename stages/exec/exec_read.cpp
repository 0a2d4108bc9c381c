#include "exec/exec_read.hpp"

#include "exec/command_params.hpp"

namespace weir::stages {

void ExecRead::describe(Description<Params>& d) {
  d.summary("Runs a program and reads rows from what it prints.");
  d.details(
      std::string(
          "With format: lines each line is a row, with one column, line. With csv and jsonl the text is what csv.read and jsonl.read "
          "read, and they have the same params, but columns has to name the columns: the program does not run before the run. Text "
          "that is compressed is decompressed.\n\n") +
      kCommandText +
      "\n\nIts standard input is empty. What it prints is read as it comes, and no more than the queues have room for: then it waits. A "
      "program whose rows nobody needs any more, or that is under way in a drain or a stop, is asked to end (SIGTERM), and killed "
      "after a second; a drain cuts it short.");
  d.example(
      "- name: files\n"
      "  kind: exec.read\n"
      "  params: {command: [find, data, -name, '*.txt']}\n");
  d.param("format", &Params::format, "how rows stand in what it prints");
  describe_printed(d);
  describe_command(d);
  d.memory([](const Params& params) { return params.memory(); });
}

std::optional<Columns> ExecRead::columns(const Params& params, const Columns&, const ErrorScope& errors) {
  const bool found = require_program(command_of(params), params.command, errors);
  auto columns = params.columns_of_rows(errors);
  return found ? columns : std::nullopt;
}

ExecRead::ExecRead(const Params& params, const Columns& columns)
    : program_(std::make_shared<ProgramStreams>(command_of(params), params.ok, std::make_shared<ChildMaker>(), false)),
      rows_(params, columns, shown_command(command_of(params)), program_) {}

Next ExecRead::produce(Output<AllOutputs>& out) {
  const Next next = rows_.produce(out);
  if (next != Next::again || out.full() || !program_->is_silent()) return next;
  for (const int stream : program_->streams()) wait_readable(stream);
  return Next::wait;
}

void ExecRead::counters(Counters& counters) const {
  rows_.counters(counters);
}

}  // namespace weir::stages
