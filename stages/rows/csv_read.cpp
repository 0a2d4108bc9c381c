#include "rows/csv_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <system_error>
#include <tuple>

#include "diagnostics/nearest_name.hpp"
#include "text/file_status.hpp"
#include "text/path_params.hpp"
#include "text/paths.hpp"
#include "text/text_start.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kLookedAt = std::size_t{64} << 10U;     // bytes that are looked at for the columns
constexpr std::size_t kReadAtOnce = std::size_t{256} << 10U;  // that are read at once, and stay in a core's own cache until they are parsed

std::optional<Problem> not_one_byte(const std::optional<std::string>& text) {
  if (!text || (text->size() == 1 && text->find_first_of("\"\r\n") == std::string::npos)) return std::nullopt;
  return Problem(fmt::format("'{}' is not one character of ASCII", *text), "a quote and a line end have meanings of their own");
}

CsvDialect dialect_of(const CsvRead::Params& params) {
  CsvDialect dialect{.header = params.header, .decimal_comma = params.decimal_comma, .nulls = params.nulls};
  if (params.delimiter) dialect.delimiter = params.delimiter->front();
  if (params.comment) dialect.comment = params.comment->front();
  return dialect;
}

// Where decimals have commas, a file of one column has no delimiter, and one that is not there does no harm.
char found_delimiter(const FileStart& start, const CsvDialect& dialect) {
  const char found = sniff_delimiter(start, dialect);
  return found == ',' && dialect.decimal_comma ? ';' : found;
}

// Throws `Unreadable` for what is not text.
void require_text(const std::string& file, const FileStart& start) {
  const TextStart text = look_at_start(start.bytes, start.whole);
  if (text.other != nullptr) fail_to_read(file, *text.other);
}

// The columns that a file's beginning shows.
Columns look_at(const std::string& file, CsvDialect dialect, bool sniffs_delimiter) {
  std::string bytes(kLookedAt, '\0');
  FileBytes reader;
  reader.open(file);
  std::size_t filled = 0;
  auto got = FileBytes::Got::bytes;
  while (filled < bytes.size() && got != FileBytes::Got::end) {
    std::size_t count = 0;
    got = reader.read(std::span(bytes).subspan(filled), count);
    filled += count;
  }
  const FileStart start{std::string_view(bytes).substr(0, filled), got == FileBytes::Got::end};
  require_text(file, start);
  if (sniffs_delimiter) dialect.delimiter = found_delimiter(start, dialect);
  const CsvHead head = read_head(start, dialect);
  if (head.names.empty()) throw Error("it is empty, so it has no columns");
  return sniff_columns(start, dialect, head);
}

Columns named_columns(const CsvRead::Params& params) {
  std::vector<Column> columns;
  for (const auto& [name, type] : params.columns) columns.push_back({name, type});
  return Columns(std::move(columns));
}

}  // namespace

void CsvRead::describe(Description<Params>& d) {
  d.summary("Reads rows from CSV files.");
  d.details(
      std::string("A file is as RFC 4180 has it, and as people write it: cells in quotes may have delimiters, line ends and doubled quotes "
                  "in them; lines end with LF or CR LF; blank lines are skipped, and so is a byte order mark of UTF-8.\n\n"
                  "columns names the columns to read, with their types: bool, int, float, text or time (2024-01-31T12:00:00Z). They are "
                  "found by the names in the header of each file, or without a header in their order; others are passed over. Left out, "
                  "names and types are those that the beginning of the first file shows when the pipeline is planned, and all files have "
                  "to have these columns. A pipe cannot be looked at beforehand: there, columns says them.\n\n"
                  "A record is malformed when it has more or fewer cells than the header, a cell that is not of its column's type or not "
                  "UTF-8, or quotes that are not closed. The first one ends the run, with its file, line and reason; with on_malformed: "
                  "skip they leave by the output rejected (file, line, reason, text), are counted as malformed, and the rest is read. With "
                  "bad_values: null a value that cannot be read is null instead.\n\n") +
      kPathsText);
  d.example(
      "- name: orders\n"
      "  kind: csv.read\n"
      "  params:\n"
      "    paths: [data/orders.csv]\n"
      "    columns: {id: int, amount: float, country: text}\n");
  describe_paths(d);
  d.param("columns", &Params::columns, "names of the columns to read, and their types; left out: all, as the first file shows them");
  d.param("delimiter", &Params::delimiter, "the character between cells; left out: the one of , ; | and tab that fits the first file");
  d.param("header", &Params::header, "whether the first record of each file has the names of the columns");
  d.param("comment", &Params::comment, "a line that begins with this character is skipped");
  d.param("decimal_comma", &Params::decimal_comma, "whether floats are written 1,5 instead of 1.5");
  d.param("nulls", &Params::nulls, "cells that are null; a text in quotes never is");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("on_malformed", &Params::on_malformed, "what is done about a malformed record");
  d.check("delimiter", [](const Params& params) -> std::optional<Problem> {
    if (auto wrong = not_one_byte(params.delimiter)) return wrong;
    if (params.decimal_comma && params.delimiter == ",")
      return Problem("decimals have commas, too", "leave out decimal_comma, or the delimiter");
    return std::nullopt;
  });
  d.check("comment", [](const Params& params) -> std::optional<Problem> {
    if (auto wrong = not_one_byte(params.comment)) return wrong;
    if (params.comment && params.comment == params.delimiter.value_or(",")) return "it is the delimiter, too";
    return std::nullopt;
  });
}

std::optional<Columns> CsvRead::columns(const Params& params, const Columns&, const ErrorScope& errors) {
  std::string file;
  try {
    if (!params.columns.empty()) return named_columns(params);
  } catch (const Error& error) {
    errors.key("columns").add({}, std::string(error.what()));
    return std::nullopt;
  }
  try {
    file = expand_paths(texts_of(params.paths), {params.exclude, params.hidden}).front();
    const FileStatus status = FileStatus::of(file);
    if (status.error != 0 && file != kStandardInput) throw Error(std::generic_category().message(status.error));
    if (file == kStandardInput || !status.is_regular()) {
      errors.key("columns").add({}, Problem(fmt::format("the columns of {} cannot be seen before the run", shown_path(file)),
                                            "name them, with their types: columns: {id: int, name: text}"));
      return std::nullopt;
    }
    return look_at(file, dialect_of(params), !params.delimiter);
  } catch (const Unreadable& error) {
    errors.key("paths").add({}, std::string(error.what()));
  } catch (const Error& error) {
    errors.key("paths").add({},
                            file.empty() ? std::string(error.what()) : fmt::format("cannot read {}: {}", shown_path(file), error.what()));
  }
  return std::nullopt;
}

CsvRead::CsvRead(const Params& params, const Columns& columns) : params_(params), dialect_(dialect_of(params)), columns_(columns) {
  files_ = expand_paths(texts_of(params.paths), {params.exclude, params.hidden});
  total_size_ = TotalSize(files_);
}

// One piece, so that a run can be stopped after each.
Next CsvRead::produce(Output<AllOutputs>& out) {
  if (out.full()) return Next::again;
  if (!file_.is_open()) {
    if (next_ == files_.size()) return Next::done;
    file_.open(files_[next_++]);
  }
  bool ended = false;
  const std::size_t before = buffer_.filled;
  if (!fill(ended)) {
    out.flush();  // a silent pipe must not keep what has come already
    std::ignore = out.stopping();
    return Next::again;
  }
  if (file_.waits()) std::ignore = out.stopping();
  const bool begins = !cutter_;
  if (begins && !has_header(ended)) return Next::again;
  if (begins) begin_file(ended);
  const std::size_t kept = begins ? 0 : before;
  const std::size_t cut = ended ? buffer_.filled : kept + cutter_->cut(buffer_.bytes().substr(kept));
  if (ended || cut > kept) parse(cut, out);
  if (ended) end_file();
  return Next::again;
}

// Returns false when nothing has come for the moment.
bool CsvRead::fill(bool& ended) {
  make_room();
  std::size_t count = 0;
  const auto got = file_.read({buffer_.memory.get() + buffer_.filled, buffer_.capacity - buffer_.filled}, count);
  buffer_.filled += count;
  ended = got == FileBytes::Got::end;
  return got != FileBytes::Got::nothing;
}

// For a piece, behind what is left of the one before.
void CsvRead::make_room() {
  if (buffer_.memory && buffer_.capacity - buffer_.filled >= kReadAtOnce / 4) return;
  const std::size_t capacity = 2 * buffer_.filled + kReadAtOnce;
  Buffer larger{std::shared_ptr<char[]>(new char[capacity]), capacity, buffer_.filled};
  std::copy_n(buffer_.memory.get(), buffer_.filled, larger.memory.get());
  buffer_ = std::move(larger);
}

// A regular file shows its beginning at once; of a pipe, one record is enough.
bool CsvRead::has_header(bool ended) const {
  if (ended || buffer_.filled >= kLookedAt) return true;
  return file_.waits() && CsvCutter(dialect_, 1, std::numeric_limits<std::size_t>::max()).cut(buffer_.bytes()) > 0;
}

void CsvRead::begin_file(bool ended) try {
  const FileStart start{buffer_.bytes(), ended};
  require_text(files_[next_ - 1], start);
  if (!params_.delimiter && next_ == 1) dialect_.delimiter = found_delimiter(start, dialect_);
  const CsvHead head = read_head(start, dialect_);
  parser_.emplace(dialect_, schema_of(head));
  cutter_.emplace(dialect_, head.line);
  line_ = head.line;
  buffer_.filled -= head.size;
  std::copy_n(buffer_.memory.get() + head.size, buffer_.filled, buffer_.memory.get());
} catch (const Unreadable&) {
  throw;
} catch (const Error& error) {
  throw Unreadable(fmt::format("cannot read {}: {}", shown_path(files_[next_ - 1]), error.what()));
}

CsvSchema CsvRead::schema_of(const CsvHead& head) const {
  const std::size_t width = std::max<std::size_t>(head.names.size(), 1);
  CsvSchema schema{width, columns_, {}, params_.bad_values == BadValues::null};
  for (std::size_t c = 0; c < columns_.size() && !head.names.empty(); ++c) {
    const auto found = std::find(head.names.begin(), head.names.end(), columns_[c].name);
    const bool by_place = !dialect_.header && !params_.columns.empty();
    const std::size_t cell = by_place ? c : static_cast<std::size_t>(found - head.names.begin());
    if (cell >= width) {
      const std::string mend = diagnostics::did_you_mean(columns_[c].name, head.names);
      throw Error(Problem(fmt::format("it has no column '{}'", columns_[c].name), mend).text());
    }
    schema.cells.push_back(cell);
  }
  schema.cells.resize(columns_.size());  // of an empty file, which has no record
  return schema;
}

// The first bytes of the buffer; what is left begins the next one.
void CsvRead::parse(std::size_t size, Output<AllOutputs>& out) {
  Buffer next;
  if (const std::size_t rest = buffer_.filled - size; rest > 0) {
    next = {std::shared_ptr<char[]>(new char[rest + kReadAtOnce]), rest + kReadAtOnce, rest};
    std::copy_n(buffer_.memory.get() + size, rest, next.memory.get());
  }
  const Buffer piece = std::exchange(buffer_, std::move(next));
  send(parser_->parse({.records = piece.bytes().substr(0, size), .memory = {piece.memory, piece.capacity}, .line = line_}), out);
  line_ = cutter_->line();
}

void CsvRead::send(CsvSlice slice, Output<AllOutputs>& out) {
  const std::string& file = files_[next_ - 1];
  if (!slice.malformed.empty() && params_.on_malformed == OnMalformed::stop) {
    const MalformedRecord& first = slice.malformed.front();
    throw Error(fmt::format("{}:{}: {}; with on_malformed: skip the rest is read", file, first.line, first.reason));
  }
  malformed_ += slice.malformed.size();
  if (!slice.rows.empty()) out.push(std::move(slice.rows));
  for (MalformedRecord& record : slice.malformed)
    out.to<"rejected">().push({file, record.line, std::move(record.reason), std::move(record.text)});
}

void CsvRead::end_file() {
  file_.close();
  cutter_.reset();
  parser_.reset();
}

std::optional<double> CsvRead::progress() const {
  return total_size_.part(file_.bytes_read());
}

bool CsvRead::cut_by_drain() const {
  return buffer_.filled > 0 || file_.has_more() || any_is_regular(std::span(files_).subspan(next_));
}

}  // namespace weir::stages
