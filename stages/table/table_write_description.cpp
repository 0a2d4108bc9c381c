// What `weir kinds table.write` says, what the params have to be, and which class they mean.

#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "rows/expression_param.hpp"
#include "table/path_of_row.hpp"
#include "table/table_files.hpp"
#include "table/table_write.hpp"
#include "table/word_pattern.hpp"

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
    "run fails or is interrupted. Until then they are in a temporary file beside it. The line of column names is written only where the "
    "file is new or empty; where it is there, it has to be the same. Runs that add to one file at a time do so one after the other; "
    "another program must not write to it meanwhile. Files that are compressed get further members. A process that dies while it adds "
    "leaves a part.\n\n";

constexpr const char* kColumnsText =
    "With {column} in the path, each row goes to the file that its values name: out/{country}.csv. {{ and }} stand for braces. A value "
    "is a part of a name, whatever is in it: /, %, control characters and a dot at its beginning are escaped, as in %2F; a null or an "
    "empty text ends the run. Columns of any type but float can be there. Folders that are missing are made. Rows keep their order, and "
    "each file has the line of column names. All files appear at the end of the run, one after another, or none if it fails before; "
    "until then they have hidden temporaries, which a process that is killed leaves behind (.NAME.….tmp). Text for them is gathered in "
    "up to 16 MiB, and one file at a time is open. Each time a part is written it is a member of its own where files are compressed.\n\n";

bool names_columns(const TableWrite::Params& params) {
  return WordPattern::names_columns(params.path.string());
}

std::optional<Problem> wrong_append(const TableWrite::Params& params) {
  if (!params.append) return std::nullopt;
  if (params.path == "-") return Problem("the standard output is never replaced", "take append away");
  if (names_columns(params))
    return Problem("with columns in the path, files are made anew", "take it away, or write a path without columns");
  if (params.format == TableFormat::text) return Problem("text has the column widths of its own rows", "write format: csv, tsv or jsonl");
  return std::nullopt;
}

std::optional<Problem> wrong_format(const TableWrite::Params& params) {
  if (params.format != TableFormat::text || !names_columns(params)) return std::nullopt;
  return Problem("text is aligned by rows that it holds back, which many files have too many of", "write format: csv, tsv or jsonl");
}

}  // namespace

void TableWrite::describe(Description<Params>& d) {
  d.summary("Writes items as a table: one row an item.");
  d.details(std::string(kTableText) + kAppendText + kColumnsText + kCompressText);
  d.example(
      "- name: out\n"
      "  kind: table.write\n"
      "  inputs: [top]\n"
      "  params: {path: words.csv, format: csv}\n");
  d.single_replica().needs_columns();
  d.param("path", &Params::path, "file to write, or - for the standard output; with {column} in it, a file for each value")
      .not_empty()
      .writes_file();
  d.param("format", &Params::format, "how the table is written");
  d.param("json", &Params::json, "columns of rows whose texts are JSON, for jsonl");
  d.param("sync", &Params::sync, "the file is on the disk before it has its name, so that it is whole after a loss of power, too");
  d.param("append", &Params::append, "rows are added to a file that is there already, rather than put in its place");
  d.param("max_files", &Params::max_files, "with {column} in the path, the most files; more end the run").range(1, 10'000'000);
  describe_compression(d);
  d.memory(memory);
  d.check("append", wrong_append);
  d.check("format", wrong_format);
  d.check("json", [](const Params& params) { return wrong_json(params.json, params.format == TableFormat::jsonl); });
}

StageMemory TableWrite::memory(const Params& params) {
  if (params.format == TableFormat::text) return {};  // rows that are held back are of any length
  const Compression compression = compression_for(params.compress, params.path);
  if (!names_columns(params)) return {.replica = 2 * kTextAtOnce + OutputFile::kBufferSize + held_bytes(compression)};
  constexpr std::size_t kTexts = 2 * OutputFiles::kTextOfAll;  // they grow by doubling
  return {.replica = kTexts + 2 * OutputFiles::kTextOfOne + params.max_files * OutputFiles::kBytesOfOne};
}

std::optional<Columns> TableWrite::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  for (const PlacedText& name : params.json) find_text_param(name, in, errors.key("json"));
  if (names_columns(params))
    std::ignore = PathOfRow::parse(params.path, in, errors.key("path"));
  else
    std::ignore = WordPattern::parse(params.path.string(), in, errors.key("path"));
  return std::nullopt;
}

StageFactory TableWrite::factory(const Params& params) {
  if (names_columns(params))
    return StageFactory::of<TableFiles>([params](const Columns& in) { return std::make_unique<TableFiles>(params, in); });
  std::vector<Diagnostic> reported;  // by `columns`
  Params named = params;
  if (const auto path = WordPattern::parse(params.path.string(), {}, reported)) named.path = path->fill({});
  return StageFactory::of<TableWrite>([named](const Columns& in) { return std::make_unique<TableWrite>(named, in); });
}

}  // namespace weir::stages
