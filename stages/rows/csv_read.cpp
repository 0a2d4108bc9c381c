#include "rows/csv_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <tuple>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/csv_beginning.hpp"
#include "text/file_status.hpp"
#include "text/path_params.hpp"
#include "text/text_start.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t{256} << 10U;  // bytes, which stay in a core's own cache until they are parsed

CsvDialect dialect_of(const CsvRead::Params& params) {
  CsvDialect dialect{.header = params.header, .decimal_comma = params.decimal_comma, .nulls = params.nulls};
  if (params.delimiter) dialect.delimiter = params.delimiter->front();
  if (params.comment) dialect.comment = params.comment->front();
  return dialect;
}

Columns named_columns(const CsvRead::Params& params) {
  std::vector<Column> columns;
  for (const auto& [name, type] : params.columns) columns.push_back({name, type});
  return Columns(std::move(columns));
}

std::vector<std::string> files_of(const CsvRead::Params& params, SkippedFiles& skipped) {
  return skipped.expand(texts_of(params.paths), {params.exclude, params.hidden});
}

}  // namespace

// The buffer that is read into and the one before, and what each piece needs while it is parsed.
StageMemory CsvRead::memory() {
  constexpr std::size_t kToParse = std::size_t{192} << 10U;
  return {.replica = 4 * kReadAtOnce + PiecesAhead<Piece>::kMostPieces * kToParse, .ahead = PiecesAhead<Piece>::kMostPieces};
}

std::optional<Columns> CsvRead::columns(const Params& params, const Columns&, const ErrorScope& errors) {
  const char* key = "columns";
  try {
    if (!params.columns.empty()) return named_columns(params);
    key = "paths";
    SkippedFiles skipped(params.on_unreadable);  // which the run tells
    return columns_shown(files_of(params, skipped), dialect_of(params), !params.delimiter, errors, &skipped);
  } catch (const Error& error) {
    errors.key(key).add({}, std::string(error.what()));
    return std::nullopt;
  }
}

std::vector<std::string> CsvRead::files(const Params& params) {
  return files_meant(params);
}

CsvRead::CsvRead(const Params& params, const Columns& columns)
    : params_(params),
      dialect_(dialect_of(params)),
      columns_(columns),
      skipped_(params.on_unreadable),
      files_(files_of(params, skipped_)),
      total_size_(files_) {
  SkippedFiles skipped(params.on_unreadable);  // which reading them tells
  if (!params.delimiter) dialect_.delimiter = fitting_delimiter(files_, dialect_, &skipped);
  if (!params.header && params.columns.empty()) width_ = columns.size();
}

CsvRead::CsvRead(const Params& params, const Columns& columns, std::string name, std::shared_ptr<RawInput> input)
    : params_(params), dialect_(dialect_of(params)), columns_(columns), skipped_(params.on_unreadable), files_({std::move(name)}) {
  if (!params.delimiter) dialect_.delimiter = usual_delimiter(dialect_);
  file_.read_from(std::move(input));
}

// Some pieces of a file.
Next CsvRead::produce(Output<AllOutputs>& out) {
  const auto send_pieces = [&] { return pieces_.send(out, [&](Piece& piece) { send(std::move(piece.slice), out); }); };
  if (!send_pieces() || out.full()) return Next::again;
  if (!file_.is_open() && next_ == files_.size()) return Next::done;
  bool ended = false;
  pieces_.fill([&] { return read_piece(ended, out); }, [this](Piece& piece) { parse(piece); });
  if (ended) end_file();
  std::ignore = send_pieces();
  return Next::again;
}

// The next piece, if it is there; false when nothing more has come for the moment, or at the end of the file.
bool CsvRead::read_piece(bool& ended, Output<AllOutputs>& out) try {
  if (!file_.is_open()) open_file();
  return read_once(ended, out);
} catch (const Unreadable& error) {
  if (!skipped_.wanted()) throw;
  skipped_.add(file(), error.what(), file_.bytes_read_of_file(), has_rows_);
  buffer_ = Buffer();
  ended = true;
  return false;
}

void CsvRead::open_file() {
  name_ = std::make_shared<const std::string>(files_[next_++]);
  file_.open(*name_);
}

bool CsvRead::read_once(bool& ended, Output<AllOutputs>& out) {
  if (!fill(ended)) {
    out.flush();  // a silent pipe must not keep what has come already
    std::ignore = out.stopping();
    return false;
  }
  if (file_.waits()) std::ignore = out.stopping();
  if (!cutter_ && !begin_text(ended)) return !file_.waits();
  std::size_t size = whole_records(ended);
  if (!parser_) size -= begin_records(size);
  if (size > 0) take_piece(size, ended);
  return !ended && !file_.waits();
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

// Returns false while the first bytes do not say whether the file is text.
bool CsvRead::begin_text(bool ended) {
  const auto mark = mark_of_text(file(), buffer_.bytes(), ended);
  if (!mark) return false;
  drop(*mark);
  cutter_.emplace(dialect_);
  return true;
}

// How many bytes of the buffer belong to whole records.
std::size_t CsvRead::whole_records(bool ended) try {
  const std::size_t cut = cutter_->cut(buffer_.bytes().substr(seen_));
  const std::size_t whole = cut > 0 ? seen_ + cut : 0;
  seen_ = buffer_.filled;
  return ended ? buffer_.filled : whole;
} catch (const Error& error) {
  fail_to_read(file(), error.what());
}

// Takes what comes before the data off the front of the buffer, and returns how much that was. Where there is no record among those bytes,
// which belong to whole ones, they are blank lines and comments.
std::size_t CsvRead::begin_records(std::size_t size) try {
  if (size > 0 || buffer_.filled >= kLookedAt) require_csv(file(), buffer_.bytes().substr(0, size > 0 ? size : kLookedAt), dialect_);
  const CsvHead head = read_head({buffer_.bytes().substr(0, size), true}, dialect_);
  if (head.names.empty()) {
    drop(size);
    line_ = cutter_->line();
    return size;
  }
  parser_.emplace(dialect_, schema_of(head));
  drop(head.size);
  line_ += head.line - 1;
  return head.size;
} catch (const Unreadable&) {
  throw;
} catch (const Error& error) {
  fail_to_read(file(), error.what());
}

// Takes bytes off the front of the buffer.
void CsvRead::drop(std::size_t size) {
  buffer_.filled -= size;
  seen_ -= std::min(seen_, size);
  std::copy_n(buffer_.memory.get() + size, buffer_.filled, buffer_.memory.get());
}

CsvSchema CsvRead::schema_of(const CsvHead& head) {
  CsvSchema schema{head.names.size(), columns_, {}, params_.bad_values == BadValues::null, params_.columns.empty()};
  schema.cells.resize(columns_.size());
  std::iota(schema.cells.begin(), schema.cells.end(), std::size_t{0});
  if (!dialect_.header)
    schema.width = width_of_all(head.names.size());
  else
    std::ranges::transform(columns_, schema.cells.begin(), [&](const Column& column) { return cell_of(column.name, head.names); });
  return schema;
}

// Which cell of a record has a column.
std::size_t CsvRead::cell_of(const std::string& column, const std::vector<std::string>& names) const {
  const auto found = std::find(names.begin(), names.end(), column);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string mend = diagnostics::did_you_mean(column, names);
  if (mend.empty() && names.size() == 1) mend = other_delimiter();
  throw Error(Problem(fmt::format("it has no column '{}'", column), mend).text());
}

// How many cells records have where no header says it: as many as the first of all.
std::size_t CsvRead::width_of_all(std::size_t cells) {
  const std::size_t width = width_.value_or(cells);
  if (width >= columns_.size()) {
    width_ = width;  // not that of a file that is skipped
    return width;
  }
  const std::string what = fmt::format("its first record has {} cell{}, but columns has {}", cells, cells == 1 ? "" : "s", columns_.size());
  throw Error(Problem(what, cells == 1 ? other_delimiter() : "name no more than there are").text());
}

// Mends what reads as one cell.
std::string CsvRead::other_delimiter() const {
  return fmt::format("if there is something else than '{}' between its cells, name the delimiter",
                     diagnostics::shown({&dialect_.delimiter, 1}));
}

// The first bytes of the buffer; what is left begins the next one. Of those at the end of the file, the cutter may not have counted all
// lines.
void CsvRead::take_piece(std::size_t size, bool ended) {
  has_rows_ = true;
  Buffer next;
  if (const std::size_t rest = buffer_.filled - size; rest > 0) {
    next = {std::shared_ptr<char[]>(new char[rest + kReadAtOnce]), rest + kReadAtOnce, rest};
    std::copy_n(buffer_.memory.get() + size, rest, next.memory.get());
  }
  const Buffer piece = std::exchange(buffer_, std::move(next));
  const std::uint64_t line = std::exchange(line_, cutter_->line());
  pieces_.add({{.records = piece.bytes().substr(0, size),
                .memory = {piece.memory, piece.capacity},
                .line = line,
                .lines = ended ? 0 : line_ - line,
                .file = name_},
               {}},
              piece.capacity);
  seen_ = buffer_.filled;
}

void CsvRead::parse(Piece& piece) const {
  piece.slice = parser_->parse(piece.records);
  piece.records = {};
}

void CsvRead::send(CsvSlice slice, Output<AllOutputs>& out) {
  if (!slice.malformed.empty() && params_.on_malformed == OnMalformed::stop) {
    const MalformedRecord& first = slice.malformed.front();
    throw Error(fmt::format("{}:{}: {}; with on_malformed: skip the rest is read", file(), first.line, first.reason));
  }
  malformed_ += slice.malformed.size();
  if (!slice.rows.empty()) out.push(std::move(slice.rows));
  for (MalformedRecord& record : slice.malformed)
    out.to<"rejected">().push({file(), record.line, std::move(record.reason), std::move(record.text)});
}

void CsvRead::end_file() {
  file_.close();
  cutter_.reset();
  parser_.reset();
  has_rows_ = false;
  seen_ = 0;
  line_ = 1;
}

std::optional<double> CsvRead::progress() const {
  return total_size_.part(file_.bytes_read() + skipped_.bytes());
}

void CsvRead::counters(Counters& counters) const {
  counters.add("malformed", malformed_);
  skipped_.add_to(counters);
}

bool CsvRead::cut_by_drain() const {
  return buffer_.filled > 0 || !pieces_.empty() || file_.has_more() || any_is_regular(std::span(files_).subspan(next_));
}

}  // namespace weir::stages
