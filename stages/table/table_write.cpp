#include "table/table_write.hpp"

#include "rows/expression_param.hpp"

namespace weir::stages {
namespace {

constexpr const char* kTableText =
    "Takes rows, and any item type that says its columns; numbers, true or false, and strings have one, named value. A time is written "
    "as 2024-01-31T12:00:00Z, a null as nothing, and in jsonl as null.\n\n"
    "In csv an empty text of rows is \"\", which csv.read does not take for a null. Where there is only one column, a null is \"\", too, "
    "as readers skip empty lines, and comes back as an empty text. tsv writes a null and an empty text alike, as nothing; where there is "
    "only one column, that is an empty line.\n\n"
    "format: text aligns the columns, numbers to the right, by the widths of the first 1000 rows, which it holds back; wider cells after "
    "them push their row out of line. On the standard output, and on other things that are not files, rows are held back for 200 ms at "
    "the most, so there the widths are those of the rows that came by then. Control characters, bytes that are not UTF-8 and controls of "
    "the writing direction come out as escapes, such as \\x1B, which the other formats, being data, do not change. csv quotes as RFC "
    "4180 says, with LF at line ends. tsv writes \\t, \\n, \\r and \\\\ for a tab, a new line, a carriage return and a backslash. These "
    "three begin with a line of column names. jsonl writes one JSON object a line; bytes that are not UTF-8 become U+FFFD, NaN and "
    "infinities null. There, the columns geo.city and geo.country are an object geo with two keys, unless a column geo is there, too; in "
    "double quotes a dot is a part of a key. Texts are strings, also those that are JSON; of the columns in json they are written as the "
    "JSON that they are, and one that is none ends the run.\n\n"
    "Numbers with a fraction are written with the fewest digits that read back the same. The file appears whole under its name once the "
    "last row has come, or not at all when the run fails. When a run is interrupted (the first Ctrl-C) and a source above had more to "
    "read, the rows that had come are kept beside it as NAME.partial. The standard output and other things that are not files are "
    "written as rows come.\n\n"
    "The file keeps its owner, group and permissions. Where replacing it would lose them or cut its hard links, or where the folder "
    "may not be written, it is written in place at the end; then a reader may see a part of it for a moment.\n\n";

constexpr const char* kAppendText =
    "With append: true the rows are added to the file at the end of the run: all of them, or the file stays as it was, as it does when a "
    "run "
    "fails or is interrupted. Until then they are in a temporary file beside it. The line of column names is written only where the file "
    "is "
    "new or empty; where it is there, it has to be the same. Runs that add to one file at a time do so one after the other; another "
    "program "
    "must not write to it meanwhile. Files that are compressed get further members. A process that dies while it adds leaves a part.\n\n";

std::optional<Problem> wrong_append(const TableWrite::Params& params) {
  if (!params.append) return std::nullopt;
  if (params.path == "-") return Problem("the standard output is never replaced", "take append away");
  if (params.format == TableFormat::text) return Problem("text has the column widths of its own rows", "write format: csv, tsv or jsonl");
  return std::nullopt;
}

}  // namespace

void TableWrite::describe(Description<Params>& d) {
  d.summary("Writes items as a table: one row an item.");
  d.details(std::string(kTableText) + kAppendText + kCompressText);
  d.example(
      "- name: out\n"
      "  kind: table.write\n"
      "  inputs: [top]\n"
      "  params: {path: words.csv, format: csv}\n");
  d.single_replica().needs_columns();
  d.param("path", &Params::path, "file to write, or - for the standard output").not_empty().writes_file();
  d.param("format", &Params::format, "how the table is written");
  d.param("json", &Params::json, "columns of rows whose texts are JSON, for jsonl");
  d.param("sync", &Params::sync, "the file is on the disk before it has its name, so that it is whole after a loss of power, too");
  d.param("append", &Params::append, "rows are added to a file that is there already, rather than put in its place");
  describe_compression(d);
  d.memory([](const Params& params) {
    if (params.format == TableFormat::text) return StageMemory();  // rows that are held back are of any length
    const std::size_t compressed = held_bytes(compression_for(params.compress, params.path));
    return StageMemory{.replica = 2 * kTextAtOnce + OutputFile::kBufferSize + compressed};
  });
  d.check("append", wrong_append);
  d.check("json", [](const Params& params) { return wrong_json(params.json, params.format == TableFormat::jsonl); });
}

std::optional<Columns> TableWrite::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  for (const PlacedText& name : params.json) find_text_param(name, in, errors.key("json"));
  return std::nullopt;
}

TableWrite::TableWrite(const Params& params, const Columns& in)
    : file_(params.path, form_for(params.compress, params.level, params.path), params.sync),
      appends_(params.append && file_.seekable()),
      rows_(make_row_writer(params.format, in.size() > 0, params.json), in) {
  file_.stop_when([this] { return stopping(); });
}

void TableWrite::begin(const ItemType& type) {
  rows_.begin(type, text_);
  if (!appends_) return;
  write_out();
  header_ = file_.end_header();
}

void TableWrite::consume(std::span<AnyItem> items) {
  const std::lock_guard lock(mutex_);
  if (late_error_) std::rethrow_exception(late_error_);
  for (const AnyItem& item : items) rows_.add(item.value, text_, [this] { write_out_some(); });
  write_out();
  if (file_.seekable()) return;
  file_.flush();  // someone may be watching
  if (rows_.holds() && !later_) later_.emplace(kLongestHold, [this] { release_late(); });
}

void TableWrite::finish() {
  end_late_release();
  release();
  if (appends_)
    file_.commit_added(header_);
  else
    file_.commit();
}

void TableWrite::finish_partial() {
  end_late_release();
  release();
  cut_short_ = file_.commit_partial();
}

void TableWrite::counters(Counters& counters) const {
  if (cut_short_) counters.add_missing(*cut_short_);
}

void TableWrite::end_late_release() {
  later_.reset();
  if (late_error_) std::rethrow_exception(late_error_);
}

void TableWrite::release() {
  rows_.release(text_);
  write_out();
}

void TableWrite::release_late() noexcept {
  const std::lock_guard lock(mutex_);
  try {
    release();
    file_.flush();
  } catch (...) {
    late_error_ = std::current_exception();
  }
}

// So that no more than that is held, and a row, however many come at once.
void TableWrite::write_out_some() {
  if (text_.size() >= kTextAtOnce) write_out();
}

void TableWrite::write_out() {
  file_.write(text_);
  text_.clear();
}

}  // namespace weir::stages
