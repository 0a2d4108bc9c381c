#include "exec/exec_write.hpp"

#include <fmt/format.h>

#include "exec/command_params.hpp"
#include "exec/line_rows.hpp"

namespace weir::stages {

namespace {

constexpr const char* kExecWriteText =
    "With format: lines each row is a line, so it has one column; a null is an empty line, and a text with a line end in it ends the run. "
    "csv and jsonl are those of table.write.\n\n"
    "What the program prints goes to path, by the rules of table.write: a file appears whole under its name once the program has ended "
    "well, or not at all; the standard output and other things that are not files are written as it prints. With path: /dev/null it is "
    "thrown away.\n\n"
    "A program that closes its input before the end, as head does, has had enough: what is above ends, and its exit code says whether that "
    "was well. When a run is interrupted (the first Ctrl-C) and a source above had more to read, the program must not take what came for "
    "all: it is asked to end (SIGTERM), killed after a second, and what it had printed is kept as NAME.partial. In a stop it is ended, too."
    "\n\n";

}  // namespace

void ExecWrite::describe(Description<Params>& d) {
  d.summary("Runs a program and writes items to it, one row an item.");
  d.details(std::string(kExecWriteText) + kCommandText);
  d.example(
      "- name: sorted\n"
      "  kind: exec.write\n"
      "  inputs: [names]\n"
      "  params: {command: [sort, -u], path: names.txt}\n");
  d.single_replica().needs_columns();
  describe_command(d);
  d.param("format", &Params::format, "how rows stand in what it reads");
  d.param("header", &Params::header, "of csv, whether the first line has the names of the columns");
  d.param("json", &Params::json, "of jsonl, columns of rows whose texts are JSON");
  d.param("path", &Params::path, "file for what it prints, or - for the standard output").not_empty().writes_file();
  d.param("sync", &Params::sync, "the file is on the disk before it has its name, so that it is whole after a loss of power, too");
  d.memory([](const Params&) { return StageMemory{.replica = 2 * kTextAtOnce + OutputFile::kBufferSize}; });
  d.check("json", [](const Params& params) { return wrong_json(params.json, params.format == RowFormat::jsonl); });
  d.check("header", [](const Params& params) -> std::optional<Problem> {
    if (params.header || params.format == RowFormat::csv) return std::nullopt;
    return Problem("only csv has a header", "take it away, or write format: csv");
  });
}

std::optional<Columns> ExecWrite::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  require_program(command_of(params), params.command, errors);
  require_writable(params.format, "format", params.json, in, errors);
  return std::nullopt;
}

ExecWrite::ExecWrite(const Params& params, const Columns& in)
    : printed_(params.path, params.sync),
      program_(command_of(params), params.ok, printed_),
      name_(shown_command(command_of(params))),
      rows_(make_row_writer(params.format, in.size() > 0, params.json), in),
      has_header_(params.header) {
  printed_.stop_when([this] { return stopping(); });
  program_.stop_when([this] { return stopping(); });
}

void ExecWrite::begin(const ItemType& type) {
  rows_.begin(type, text_);
  if (!has_header_) text_.clear();
}

void ExecWrite::consume(std::span<AnyItem> items) {
  const auto text_of_row = [this](std::span<const Cell>) -> std::string& {
    if (text_.size() >= kTextAtOnce) write_out();
    return text_;
  };
  for (const AnyItem& item : items) rows_.add(item.value, text_of_row);
  write_out();
}

void ExecWrite::write_out() {
  if (!program_.write(text_)) enough();
  text_.clear();
}

void ExecWrite::finish() {
  if (!text_.empty()) write_out();  // a header, where no item came
  program_.finish();
}

void ExecWrite::finish_partial() {
  cut_short_.push_back(fmt::format("the input of '{}' was cut short, so it was ended", name_));
  if (auto line = program_.finish_partial()) cut_short_.push_back(std::move(*line));
}

void ExecWrite::counters(Counters& counters) const {
  for (const std::string& line : cut_short_) counters.add_missing(line);
}

}  // namespace weir::stages
