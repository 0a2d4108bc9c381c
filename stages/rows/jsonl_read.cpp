#include "rows/jsonl_read.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "rows/json_path.hpp"
#include "rows/jsonl_sniffer.hpp"
#include "text/file_status.hpp"
#include "text/path_params.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {
namespace {

constexpr std::size_t kShownLines = std::size_t{64} << 10U;  // bytes that are looked at for the columns

JsonlSchema schema_of(const JsonlRead::Params& params, const Columns& columns) {
  return {.columns = columns, .others_are_malformed = params.columns.empty(), .bad_values_are_null = params.bad_values == BadValues::null};
}

// What is wrong with a name is reported, and then there is nothing.
std::optional<Columns> declared_columns(const JsonlRead::Params& params, const ErrorScope& errors) {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> seen;
  for (const auto& [name, type] : params.columns) {
    const auto keys = json_keys(name);
    if (!keys)
      errors.key(name).add({}, Problem(fmt::format("'{}' is not a path of keys", diagnostics::shown(name)),
                                       "put dots between keys, and a key that has a dot in it in double quotes: '\"a.b\".c'"));
    else if (std::find(seen.begin(), seen.end(), *keys) != seen.end())
      errors.key(name).add({}, Problem("another column has the same path", "take one of them away"));
    else
      columns.push_back({name, type});
    if (keys) seen.push_back(*keys);
  }
  return columns.size() == params.columns.size() ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

// Those of the lines in the beginning of a file, or none.
Columns columns_in(const std::string& file, SkippedFiles& skipped) try {
  SliceReader reader(kShownLines, SliceReader::Cut::lines, JsonlParser::kLongestLine);
  reader.open(file);
  TextSlice slice;
  auto next = SliceReader::Next::again;
  while (next == SliceReader::Next::again) next = reader.read(slice);
  return next == SliceReader::Next::push ? sniff_json_columns(slice.text()) : Columns();
} catch (const Unreadable& error) {
  if (!skipped.wanted()) throw;
  skipped.add(file, error.what(), 0, false);
  return {};
}

}  // namespace

void JsonlRead::describe(Description<Params>& d) {
  d.summary("Reads rows from files of JSON, one object a line, and parses them on all workers that have nothing else to do.");
  d.details(
      std::string(
          "columns names the values to read, by the paths of their keys, with their types: bool, int, float, text or time "
          "(\"2024-01-31T12:00:00Z\"). geo.country is the country of the object under geo; a key with a dot in it stands in double quotes: "
          "'\"a.b\".c'. What is missing or null is null. A column of text takes any value: a string as what it stands for, all else, "
          "objects and lists too, as the JSON that it is. An int is a number without a fraction or an exponent. Of a key that comes twice "
          "the last counts. Keys that no column has are passed over.\n\n"
          "Left out, columns are those that the first 64 KiB of the first file show when the pipeline is planned, objects taken apart; a "
          "line that has other keys is malformed, as nobody said what becomes of them. A pipe cannot be looked at beforehand: there, "
          "columns says them.\n\n"
          "Lines end with LF or CR LF; blank lines are skipped. A line is malformed when it is not one object in JSON (RFC 8259), in "
          "UTF-8, down to its last byte; when it has a value that is not of its column's type, or more than 500 objects and lists within "
          "each other; and when it is longer than 64 MiB. The first one ends the run, with its file, line and reason; with on_malformed: "
          "skip they leave by the output rejected (file, line, reason, text; the first KiB of one that is too long), are counted as "
          "malformed, and the rest is read. With bad_values: null a value of another type is null instead.\n\n") +
      kPathsText + "\n\n" + kSkippingText);
  d.example(
      "- name: events\n"
      "  kind: jsonl.read\n"
      "  params:\n"
      "    paths: [data/events.jsonl]\n"
      "    columns: {id: int, at: time, geo.country: text, ms: float}\n");
  describe_paths(d);
  d.param("columns", &Params::columns, "paths of the values to read, and their types; left out: all, as the first file shows them");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("on_malformed", &Params::on_malformed, "what is done about a malformed line");
  describe_slices(d);
  d.memory([](const Params& params) {
    StageMemory memory = memory_of_slices(params.slice_size);
    memory.ahead = PiecesAhead<Piece>::kMostPieces;
    return memory;
  });
}

std::optional<Columns> JsonlRead::columns(const Params& params, const Columns&, const ErrorScope& errors) {
  if (!params.columns.empty()) return declared_columns(params, errors.key("columns"));
  const char* const mend = "name them, with their types: columns: {id: int, geo.country: text}";
  try {
    SkippedFiles skipped(params.on_unreadable);  // which the run tells
    for (const std::string& file : skipped.expand(texts_of(params.paths), {params.exclude, params.hidden})) {
      if (is_read_once(file)) {
        errors.key("columns").add({}, Problem(fmt::format("the columns of {} cannot be seen before the run", shown_path(file)), mend));
        return std::nullopt;
      }
      const Columns columns = columns_in(file, skipped);
      if (columns.size() > 0) return columns;
    }
    if (skipped.first_reason().empty())
      errors.key("columns").add({}, Problem("the beginning of the files shows no object with a key", mend));
    else
      errors.key("paths").add({}, skipped.first_reason());
  } catch (const Error& error) {
    errors.key("paths").add({}, std::string(error.what()));
  }
  return std::nullopt;
}

std::vector<std::string> JsonlRead::files(const Params& params) {
  return files_meant(params);
}

JsonlRead::JsonlRead(const Params& params, const Columns& columns)
    : params_(params),
      files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines, JsonlParser::kLongestLine),
      schema_(schema_of(params, columns)) {
  files_.open(texts_of(params.paths), {params.exclude, params.hidden});
  total_size_ = TotalSize(files_.files());
}

JsonlRead::JsonlRead(const Params& params, const Columns& columns, std::string name, std::shared_ptr<RawInput> input)
    : params_(params),
      files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines, JsonlParser::kLongestLine),
      schema_(schema_of(params, columns)) {
  files_.open(std::move(name), std::move(input));
}

// Some slices.
Next JsonlRead::produce(Output<AllOutputs>& out) {
  const auto send_pieces = [&] { return pieces_.send(out, [&](Piece& piece) { send(piece, out); }); };
  if (!send_pieces() || out.full()) return Next::again;
  if (ended_) return Next::done;
  pieces_.fill([&] { return read_piece(out); }, parse);
  std::ignore = send_pieces();
  return Next::again;
}

// The next piece, if it is there; false when no more has come for the moment.
bool JsonlRead::read_piece(Output<AllOutputs>& out) {
  TextSlice slice;
  const TextFiles::Got got = files_.next(slice);
  ended_ = got == TextFiles::Got::end;
  if (got == TextFiles::Got::slice) take_piece(std::move(slice));
  if (got == TextFiles::Got::nothing) out.flush();  // a silent pipe must not keep what has come already
  if (files_.waits()) std::ignore = out.stopping();
  return got == TextFiles::Got::slice && !files_.waits();
}

void JsonlRead::take_piece(TextSlice slice) {
  const bool begins = files_.file() != file_;
  file_ = files_.file();
  in_torn_line_ = in_torn_line_ && !begins;
  const std::string_view lines = without_torn_line(slice.text());
  const bool torn = lines.size() > JsonlParser::kLongestLine && lines.find('\n') == std::string_view::npos;
  in_torn_line_ = in_torn_line_ || torn;
  const std::size_t bytes = footprint(slice);
  if (parsers_.size() == pieces_.size()) parsers_.push_back(std::make_unique<JsonlParser>(schema_));
  pieces_.add({.slice = std::move(slice),
               .lines = lines,
               .parser = parsers_[pieces_.size()].get(),
               .file = *file_,
               .begins_file = begins,
               .parsed = {}},
              bytes);
}

void JsonlRead::parse(Piece& piece) {
  const std::size_t bytes = footprint(piece.slice);
  const auto slice = std::make_shared<const TextSlice>(std::move(piece.slice));
  piece.parsed = piece.parser->parse({.lines = piece.lines, .memory = {slice, bytes}});
}

void JsonlRead::send(Piece& piece, Output<AllOutputs>& out) {
  if (piece.begins_file) begin_file(piece.file);
  if (!piece.parsed.rows.empty()) out.push(piece.parsed.rows.with_origin(origin_of(piece.parsed)));
  for (MalformedRecord& record : piece.parsed.malformed) {
    record.line += line_ - 1;
    send_malformed(std::move(record), *name_, out);
  }
  line_ += piece.parsed.lines;
}

void JsonlRead::begin_file(std::size_t file) {
  name_ = std::make_shared<const std::string>(files_.files()[file]);
  line_ = 1;
}

RowOrigin JsonlRead::origin_of(JsonlSlice& parsed) const {
  if (parsed.lines_of_rows.empty()) return {name_, line_};
  return {name_, line_, std::move(parsed.lines_of_rows)};
}

// What is behind the end of a line whose beginning was too long.
std::string_view JsonlRead::without_torn_line(std::string_view text) {
  if (!in_torn_line_) return text;
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return text.substr(text.size());
  in_torn_line_ = false;
  return text.substr(end + 1);
}

void JsonlRead::send_malformed(MalformedRecord record, const std::string& file, Output<AllOutputs>& out) {
  if (params_.on_malformed == OnMalformed::stop)
    throw Error(fmt::format("{}:{}: {}; with on_malformed: skip the rest is read", file, record.line, record.reason));
  ++malformed_;
  out.to<"rejected">().push({file, record.line, std::move(record.reason), std::move(record.text)});
}

std::optional<double> JsonlRead::progress() const {
  return total_size_.part(files_.bytes_done());
}

void JsonlRead::counters(Counters& counters) const {
  counters.add("malformed", malformed_);
  files_.counters(counters);
}

}  // namespace weir::stages
