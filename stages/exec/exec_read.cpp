#include "exec/exec_read.hpp"

#include <weir/error.hpp>

#include "exec/command_params.hpp"

namespace weir::stages {

namespace {

CsvRead::Params csv_params(const ExecRead::Params& params) {
  return {.paths = {},
          .columns = params.columns,
          .delimiter = params.delimiter,
          .header = params.header,
          .comment = params.comment,
          .decimal_comma = params.decimal_comma,
          .nulls = params.nulls,
          .bad_values = params.bad_values,
          .on_malformed = params.on_malformed};
}

JsonlRead::Params jsonl_params(const ExecRead::Params& params) {
  return {.paths = {}, .columns = params.columns, .bad_values = params.bad_values, .on_malformed = params.on_malformed};
}

LinesRead::Params lines_params(const ExecRead::Params& params) {
  return {.paths = {}, .number = params.number};
}

std::optional<Problem> wrong_columns(const ExecRead::Params& params) {
  const bool lines = params.format == RowFormat::lines;
  if (lines && !params.columns.empty()) return Problem("lines have one column, line", "write format: csv or jsonl, or take it away");
  if (!lines && params.columns.empty())
    return Problem("what a program prints cannot be looked at before the run",
                   "name the columns, with their types: columns: {id: int, name: text}");
  return std::nullopt;
}

// A param that the format has no use for, where it is not as it is by itself.
std::optional<Problem> wrong_for_format(bool given, bool has_use) {
  if (!given || has_use) return std::nullopt;
  return Problem("the format has no use for it", "take it away, or name another format");
}

void check_formats(Description<ExecRead::Params>& d) {
  using Params = ExecRead::Params;
  const auto only = [&d](const char* param, auto given, auto has_use) {
    d.check(param, [given, has_use](const Params& params) { return wrong_for_format(given(params), has_use(params.format)); });
  };
  const auto is_csv = [](RowFormat format) { return format == RowFormat::csv; };
  const auto is_parsed = [](RowFormat format) { return format != RowFormat::lines; };
  only(
      "number", [](const Params& params) { return params.number; }, [](RowFormat format) { return format == RowFormat::lines; });
  only(
      "delimiter", [](const Params& params) { return params.delimiter.has_value(); }, is_csv);
  only(
      "header", [](const Params& params) { return !params.header; }, is_csv);
  only(
      "comment", [](const Params& params) { return params.comment.has_value(); }, is_csv);
  only(
      "decimal_comma", [](const Params& params) { return params.decimal_comma; }, is_csv);
  only(
      "nulls", [](const Params& params) { return params.nulls != Params().nulls; }, is_csv);
  only(
      "bad_values", [](const Params& params) { return params.bad_values != Params().bad_values; }, is_parsed);
  only(
      "on_malformed", [](const Params& params) { return params.on_malformed != Params().on_malformed; }, is_parsed);
}

}  // namespace

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
  d.param("columns", &Params::columns, "of csv and jsonl, names of the columns to read, and their types");
  d.param("number", &Params::number, "of lines, whether rows have the number of their line");
  d.param("delimiter", &Params::delimiter, "of csv, the character between cells; left out: a comma, with decimal_comma a semicolon");
  d.param("header", &Params::header, "of csv, whether the first record has the names of the columns");
  d.param("comment", &Params::comment, "of csv, a line that begins with this character is skipped");
  d.param("decimal_comma", &Params::decimal_comma, "of csv, whether floats are written 1,5 instead of 1.5");
  d.param("nulls", &Params::nulls, "of csv, cells that are null; a text in quotes never is");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("on_malformed", &Params::on_malformed, "what is done about a malformed line or record");
  describe_command(d);
  d.check("columns", wrong_columns);
  check_formats(d);
  d.check("delimiter", [](const Params& params) { return CsvRead::wrong_delimiter(csv_params(params)); });
  d.check("comment", [](const Params& params) { return CsvRead::wrong_comment(csv_params(params)); });
  d.memory([](const Params& params) { return params.format == RowFormat::csv ? CsvRead::memory() : memory_of_slices(kDefaultSliceSize); });
}

std::optional<Columns> ExecRead::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const bool found = require_program(command_of(params), params.command, errors);
  std::optional<Columns> columns;
  switch (params.format) {
    case RowFormat::lines:
      columns = LinesRead::columns(lines_params(params), in, errors);
      break;
    case RowFormat::csv:
      columns = CsvRead::columns(csv_params(params), in, errors);
      break;
    case RowFormat::jsonl:
      columns = JsonlRead::columns(jsonl_params(params), in, errors);
      break;
  }
  return found ? columns : std::nullopt;
}

ExecRead::Reader ExecRead::make_reader(const Params& params, const Columns& columns, const std::shared_ptr<RawInput>& input) {
  const std::string name = shown_command(command_of(params));
  if (params.format == RowFormat::lines) return std::make_unique<LinesRead>(lines_params(params), name, input);
  if (params.format == RowFormat::csv) return std::make_unique<CsvRead>(csv_params(params), columns, name, input);
  return std::make_unique<JsonlRead>(jsonl_params(params), columns, name, input);
}

ExecRead::ExecRead(const Params& params, const Columns& columns)
    : program_(std::make_shared<ProgramOutput>(command_of(params), params.ok)), reader_(make_reader(params, columns, program_)) {}

Next ExecRead::produce(Output<AllOutputs>& out) {
  const Next next = std::visit([&out](auto& reader) { return reader->produce(out); }, reader_);
  if (next != Next::again || out.full() || !program_->is_silent()) return next;
  for (const int stream : program_->streams()) wait_readable(stream);
  return Next::wait;
}

void ExecRead::counters(Counters& counters) const {
  std::visit([&counters](const auto& reader) { reader->counters(counters); }, reader_);
}

}  // namespace weir::stages
