#include "exec/exec_pipe.hpp"

#include <chrono>
#include <cstdint>
#include <span>

#include <weir/error.hpp>

#include "exec/command_params.hpp"
#include "exec/line_rows.hpp"

namespace weir::stages {

namespace {

constexpr const char* kExecPipeText =
    "Rows go to its standard input, and rows are made of what it prints; each replica has a program of its own, which begins with the "
    "first slice that comes to it, and one to which none comes has none. format says how rows stand in both, and input_format, where "
    "that is another, in what it reads. Lines: each row is a line, so there is one column; in what comes in, a null is an empty line, "
    "and a row with a line end in its text is rejected. csv and jsonl are written as table.write does it, and read as csv.read and "
    "jsonl.read do it, with the same params, but columns has to name the columns: the program does not run before the run. Malformed "
    "records end the run; with on_malformed: skip they leave by the output malformed (file, line, reason, text).\n\n"
    "The program may read and print as it likes: both directions are bounded by what the queues, the pipes and 64 KiB of text here "
    "hold, and what it has printed is read while it does not read. Neither waits for the other, and no worker waits for either. When "
    "all input has come, it gets the end of its input, and what it prints is read to its end.\n\n"
    "One that closes its input or ends before that, as head does, has had enough: its exit code says whether that was well, what it "
    "has printed counts, what is above ends, and the programs of the other replicas get the ends of their inputs. Which rows went to "
    "which replica is left to chance. In a drain it gets all that has come so far, and then the end of its input; in a stop, and when "
    "nobody needs its rows, it is asked to end (SIGTERM), and killed after a second.\n\n";

}  // namespace

void ExecPipe::describe(Description<Params>& d) {
  d.summary("Runs a program that reads rows and prints rows, as cat, sort or jq do.");
  d.details(std::string(kExecPipeText) + kCommandText);
  d.example(
      "- name: shouted\n"
      "  kind: exec.pipe\n"
      "  inputs: [lines]\n"
      "  params: {command: [tr, a-z, A-Z]}\n");
  describe_command(d);
  d.param("format", &Params::format, "how rows stand in what it prints, and in what it reads");
  d.param("input_format", &Params::input_format, "how they stand in what it reads; left out: as format says");
  d.param("input_header", &Params::input_header,
          "whether the first line of csv that it reads has the names of the columns; left out: as header says");
  d.param("json", &Params::json, "of jsonl that it reads, columns of rows whose texts are JSON");
  describe_printed(d);
  d.check("input_header", [](const Params& params) -> std::optional<Problem> {
    if (!params.input_header || params.format_read() == RowFormat::csv) return std::nullopt;
    return Problem("only csv has a header", "take it away, or write input_format: csv");
  });
  d.check("json", [](const Params& params) { return wrong_json(params.json, params.format_read() == RowFormat::jsonl); });
  d.memory([](const Params& params) {
    StageMemory memory = params.memory();
    memory.replica = memory.replica.value_or(0) + 2 * kTextAtOnce;
    return memory;
  });
}

std::optional<Columns> ExecPipe::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  bool good = require_program(command_of(params), params.command, errors);
  good = require_writable(params.format_read(), params.input_format ? "input_format" : "format", params.json, in, errors) && good;
  auto columns = params.columns_of_rows(errors);
  return good ? columns : std::nullopt;
}

ExecPipe::ExecPipe(std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)),
      program_(std::make_shared<ProgramStreams>(command_of(shared_->params), shared_->params.ok, shared_->maker, true)),
      printed_(shared_->params, shared_->columns_out, shown_command(command_of(shared_->params)), program_),
      row_cells_(shared_->columns_in),
      writer_(make_row_writer(shared_->params.format_read(), true, shared_->params.json)),
      has_header_(shared_->params.input_header.value_or(shared_->params.header)),
      is_text_(shared_->params.format_read() == RowFormat::lines && shared_->columns_in.begin()->type == ColumnType::text) {
  shared_->programs.push_back(program_);
}

// All are asked before the first is waited for.
ExecPipe::~ExecPipe() {
  for (const auto& program : shared_->programs) program->ask_to_end();
  program_->leave();
}

void ExecPipe::open(Rows&& slice) {
  if (!begun_) write_header();
  begun_ = true;
  slice_ = std::move(slice);
  next_row_ = 0;
  row_cells_.open(slice_);
}

void ExecPipe::write_header() {
  std::vector<ItemColumn> columns;
  row_cells_.add_to(columns);
  writer_->header(columns, text_);
  if (!has_header_) text_.clear();
  unwritten_ = text_;
}

Next ExecPipe::produce(Output<AllOutputs>& out) {
  if (ended_) return Next::done;
  if (out.full()) return Next::again;
  Output<PrintedRows::AllOutputs> printed(out);
  bool goes_on = true;
  for (int turn = 0; turn < kTurns && goes_on && !out.full(); ++turn) {
    const bool fed = feed();
    if (printed_.produce(printed) == Next::done) return end();
    goes_on = fed || !program_->is_silent();
  }
  return wait_for_more(goes_on || out.full());
}

// The program has ended, and well.
Next ExecPipe::end() {
  ended_ = true;
  if (!input_ended()) enough();
  return Next::done;
}

// Writes what the program takes now. Returns whether it took any.
bool ExecPipe::feed() {
  bool fed = false;
  while (program_->takes_input()) {
    if (unwritten_.empty()) write_rows();
    if (unwritten_.empty()) {
      if (input_ended()) program_->end_input();
      return fed;
    }
    if (program_->write(unwritten_))
      fed = true;
    else if (program_->takes_input())
      return fed;
  }
  has_enough_ = !input_ended() || has_rows_left();
  unwritten_ = {};
  let_go_of_slice();
  return fed;
}

// Makes the next rows a text.
void ExecPipe::write_rows() {
  text_.clear();
  std::vector<Cell> cells;
  while (next_row_ < slice_.size() && text_.size() < kTextAtOnce) write_row(cells);
  unwritten_ = text_;
  if (next_row_ == slice_.size()) let_go_of_slice();
}

void ExecPipe::let_go_of_slice() noexcept {
  row_cells_.close();
  slice_ = Rows();
  next_row_ = 0;
}

void ExecPipe::write_row(std::vector<Cell>& cells) {
  const auto row = static_cast<std::uint32_t>(next_row_++);
  const std::size_t before = text_.size();
  try {
    if (is_text_) return LineRows::line(slice_.column(0).get<std::string_view>(row).value_or(std::string_view()), text_);
    cells.clear();
    row_cells_.add_to(cells, row);
    writer_->row(cells, text_);
  } catch (const Error& error) {
    text_.resize(before);
    reject(slice_.filter(std::span(&row, 1)), error.what());
  }
}

// Where all rows have been written, the next may come at any time; but no more come to a program that does not take them.
Next ExecPipe::wait_for_more(bool goes_on) {
  if (goes_on && (has_rows_left() || has_enough_)) return Next::again;
  if (!has_rows_left() && !has_enough_) wait_for_input();
  if (goes_on) {
    wait_for(std::chrono::nanoseconds(0));
    return Next::wait;
  }
  for (const int stream : program_->streams()) wait_readable(stream);
  if (has_rows_left()) wait_writable(program_->input());
  return Next::wait;
}

// It may be under way only where nobody needs what it prints.
void ExecPipe::finish(Output<AllOutputs>&) {
  program_->leave();
}

}  // namespace weir::stages
