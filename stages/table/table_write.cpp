#include "table/table_write.hpp"

namespace weir::stages {

void TableWrite::describe(Description<Params>& d) {
  d.summary("Writes items as a table: one row an item.");
  d.details(
      "Takes any item type that says its columns; numbers, true or false, and strings have one, named value.\n\n"
      "format: text aligns the columns, numbers to the right, by the widths of the first 1000 rows, which it holds back; wider cells "
      "after them push their row out of line. csv quotes as RFC 4180 says, with LF at line ends. tsv writes \\t, \\n, \\r and \\\\ for a "
      "tab, a new line, a carriage return and a backslash. These three begin with a line of column names. jsonl writes one JSON object a "
      "line; bytes that are not UTF-8 become U+FFFD, NaN and infinities null.\n\n"
      "Numbers with a fraction are written with the fewest digits that read back the same. The file appears whole under its name once the "
      "last row has "
      "come, or "
      "not at all when the run fails. An interrupted run (the first Ctrl-C) only stops its sources early, so the file then holds the rows "
      "of what they had given by then. The standard output and other things that are no files are written as rows come.");
  d.example(
      "- name: out\n"
      "  kind: table.write\n"
      "  inputs: [top]\n"
      "  params: {path: words.csv, format: csv}\n");
  d.single_replica();
  d.param("path", &Params::path, "file to write, or - for the standard output").not_empty();
  d.param("format", &Params::format, "how the table is written");
}

TableWrite::TableWrite(const Params& params) : file_(params.path), rows_(make_row_writer(params.format)) {}

void TableWrite::begin(const ItemType& type) {
  type_ = &type;
  rows_->header(type.columns, text_);
}

void TableWrite::consume(std::span<AnyItem> items) {
  for (const AnyItem& item : items) {
    cells_.clear();
    for (const auto& column : type_->columns) cells_.push_back(column.get(item.value));
    rows_->row(cells_, text_);
  }
  write_out();
  if (!file_.seekable()) file_.flush();  // someone may be watching
}

void TableWrite::finish() {
  rows_->finish(text_);
  write_out();
  file_.commit();
}

void TableWrite::write_out() {
  file_.write(text_);
  text_.clear();
}

}  // namespace weir::stages
