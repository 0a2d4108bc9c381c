#include "rows/lookup_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include <weir/error.hpp>

#include "rows/csv_parser.hpp"
#include "rows/csv_splitter.hpp"
#include "rows/row_hasher.hpp"
#include "rows/row_order.hpp"
#include "text/file_bytes.hpp"
#include "text/text_start.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
constexpr std::size_t kReadOfTable = std::size_t{64} << 10U;
constexpr std::uint64_t kSeed = 0;

std::string bytes_of(const std::string& path) {
  FileBytes file;
  file.open(path);
  std::string bytes;
  for (auto got = FileBytes::Got::bytes; got != FileBytes::Got::end;) {
    std::size_t count = 0;
    const std::size_t before = bytes.size();
    bytes.resize(before + kReadOfTable);
    got = file.read(std::span(bytes).subspan(before), count);
    bytes.resize(before + count);
    if (bytes.size() > kMostBytes) throw Unreadable(fmt::format("cannot read '{}': it is larger than 1 GiB, too large for a table", path));
  }
  return bytes;
}

std::string text_of(const std::string& path) {
  std::string bytes = bytes_of(path);
  const TextStart start = look_at_start(bytes, true);
  if (start.other != nullptr)
    throw Unreadable(
        fmt::format("cannot read '{}': it is {}; make a text of it: {} > FILE.csv", path, start.other->name, start.other->to_text));
  return bytes.substr(start.mark);
}

}  // namespace

TableFile::TableFile(const std::string& path) : path_(path), bytes_(std::make_shared<const std::string>(text_of(path))) {
  const FileStart start{*bytes_, true};
  dialect_.delimiter = sniff_delimiter(start, dialect_);
  try {
    head_ = read_head(start, dialect_);
  } catch (const Error& error) {
    throw Error(fmt::format("cannot read '{}': {}", path, error.what()));
  }
  if (head_.names.empty()) throw Error(fmt::format("cannot read '{}': it is empty, so it has no columns", path));
  columns_ = sniff_columns(start, dialect_, head_);
}

Rows TableFile::rows(const Columns& columns) const {
  CsvSchema schema{head_.names.size(), columns, {}};
  for (const Column& column : columns) schema.cells.push_back(cell_of(column.name));
  CsvSlice slice =
      CsvParser(dialect_, std::move(schema)).parse({.records = records(), .memory = {bytes_, bytes_->size()}, .line = head_.line});
  if (slice.malformed.empty()) return std::move(slice.rows);
  throw Error(fmt::format("{}:{}: {}", path_, slice.malformed.front().line, slice.malformed.front().reason));
}

std::size_t TableFile::cell_of(std::string_view column) const {
  const auto found = std::find(head_.names.begin(), head_.names.end(), column);
  if (found == head_.names.end()) throw Error(fmt::format("'{}' has no column '{}'", path_, column));
  return static_cast<std::size_t>(found - head_.names.begin());
}

TableFile::Place TableFile::place(std::size_t row, std::string_view column) const {
  CsvSplitter splitter(dialect_, records());
  std::vector<CsvCell> cells(head_.names.size());
  CsvRecord record;
  for (std::size_t i = 0; i <= row; ++i) static_cast<void>(splitter.next(cells, record));
  const std::string_view before(records().data(), static_cast<std::size_t>(record.bytes.data() - records().data()));
  const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  return {head_.line + lines, csv_text(cells[cell_of(column)])};
}

LookupTable::LookupTable(const TableFile& file, const Column& key, const Columns& values) {
  std::vector<Column> columns{key};
  columns.insert(columns.end(), values.begin(), values.end());
  rows_ = file.rows(Columns(std::move(columns)));
  RowHasher hasher({0}, kSeed);
  const auto hashes = hasher.hash(rows_);
  hashes_.assign(hashes.begin(), hashes.end());
  slots_.assign(std::bit_ceil(2 * rows_.size() + 2), kNone);
  for (Index row = 0; row < rows_.size(); ++row) add(row, file, key.name);
}

void LookupTable::add(Index row, const TableFile& file, const std::string& key) {
  if (rows_.is_null(0, row)) throw Error(fmt::format("{}:{}: its '{}' is null", file.path(), file.place(row, key).line, key));
  const Index before = find(hashes_[row], rows_.column(0), row);
  if (before != kNone) {
    const TableFile::Place place = file.place(row, key);
    throw Error(fmt::format("{}:{}: '{}' is the {} of line {}, too; a key is there once", file.path(), place.line, place.cell, key,
                            file.place(before, key).line));
  }
  std::size_t at = slot(hashes_[row]);
  while (slots_[at] != kNone) at = slot(at + 1);
  slots_[at] = row;
}

LookupTable::Index LookupTable::find(std::uint64_t hash, const ColumnValues& values, std::size_t row) const {
  for (std::size_t at = slot(hash); slots_[at] != kNone; at = slot(at + 1)) {
    const Index found = slots_[at];
    if (hashes_[found] == hash && compare_cells(rows_.column(0), found, values, row) == 0) return found;
  }
  return kNone;
}

void LookupTable::find(const Rows& slice, std::size_t column, std::vector<Index>& found) const {
  RowHasher hasher({column}, kSeed);
  const auto hashes = hasher.hash(slice);
  const ColumnValues& values = slice.column(column);
  found.resize(slice.size());
  for (std::size_t row = 0; row < slice.size(); ++row) found[row] = find(hashes[row], values, row);
}

}  // namespace weir::stages
