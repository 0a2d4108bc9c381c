#include "exec/printed_rows.hpp"

#include <weir/error.hpp>

namespace weir::stages {

namespace {

CsvRead::Params csv_params(const PrintedFormat& format) {
  return {.paths = {},
          .columns = format.columns,
          .delimiter = format.delimiter,
          .header = format.header,
          .comment = format.comment,
          .decimal_comma = format.decimal_comma,
          .nulls = format.nulls,
          .bad_values = format.bad_values,
          .on_malformed = format.on_malformed};
}

JsonlRead::Params jsonl_params(const PrintedFormat& format) {
  return {.paths = {}, .columns = format.columns, .bad_values = format.bad_values, .on_malformed = format.on_malformed};
}

LinesRead::Params lines_params(const PrintedFormat& format) {
  return {.paths = {}, .number = format.number};
}

std::optional<Problem> wrong_columns(const PrintedFormat& format) {
  const bool lines = format.format == RowFormat::lines;
  if (lines && !format.columns.empty()) return Problem("lines have one column, line", "write format: csv or jsonl, or take it away");
  if (!lines && format.columns.empty())
    return Problem("what a program prints cannot be looked at before the run",
                   "name the columns, with their types: columns: {id: int, name: text}");
  return std::nullopt;
}

// Whether a param is not as it is by itself.
bool is_given(const PrintedFormat& format, const std::string& param) {
  const PrintedFormat usual;
  if (param == "number") return format.number;
  if (param == "delimiter") return format.delimiter.has_value();
  if (param == "header") return !format.header;
  if (param == "comment") return format.comment.has_value();
  if (param == "decimal_comma") return format.decimal_comma;
  if (param == "nulls") return format.nulls != usual.nulls;
  if (param == "bad_values") return format.bad_values != usual.bad_values;
  return format.on_malformed != usual.on_malformed;
}

bool has_use_for(RowFormat format, const std::string& param) {
  if (param == "number") return format == RowFormat::lines;
  if (param == "bad_values" || param == "on_malformed") return format != RowFormat::lines;
  return format == RowFormat::csv;
}

}  // namespace

std::optional<Problem> PrintedFormat::wrong(const std::string& param) const {
  if (param == "columns") return wrong_columns(*this);
  if (is_given(*this, param) && !has_use_for(format, param))
    return Problem("the format has no use for it", "take it away, or name another format");
  if (param == "delimiter") return CsvRead::wrong_delimiter(csv_params(*this));
  if (param == "comment") return CsvRead::wrong_comment(csv_params(*this));
  return std::nullopt;
}

std::optional<Columns> PrintedFormat::columns_of_rows(const ErrorScope& errors) const {
  switch (format) {
    case RowFormat::lines:
      return LinesRead::columns(lines_params(*this), {}, errors);
    case RowFormat::csv:
      return CsvRead::columns(csv_params(*this), {}, errors);
    case RowFormat::jsonl:
      break;
  }
  return JsonlRead::columns(jsonl_params(*this), {}, errors);
}

StageMemory PrintedFormat::memory() const {
  return format == RowFormat::csv ? CsvRead::memory() : memory_of_slices(kDefaultSliceSize);
}

PrintedRows::PrintedRows(const PrintedFormat& format, const Columns& columns, const std::string& name,
                         const std::shared_ptr<RawInput>& input) {
  if (format.format == RowFormat::lines)
    reader_ = std::make_unique<LinesRead>(lines_params(format), name, input);
  else if (format.format == RowFormat::csv)
    reader_ = std::make_unique<CsvRead>(csv_params(format), columns, name, input);
  else
    reader_ = std::make_unique<JsonlRead>(jsonl_params(format), columns, name, input);
}

Next PrintedRows::produce(Output<AllOutputs>& out) {
  return std::visit([&out](auto& reader) { return reader->produce(out); }, reader_);
}

void PrintedRows::counters(Counters& counters) const {
  std::visit([&counters](const auto& reader) { reader->counters(counters); }, reader_);
}

}  // namespace weir::stages
