#include "rows/lookup_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include <weir/error.hpp>

#include "diagnostics/listed.hpp"
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

std::string contents_of(const std::string& path) {
  std::string bytes = bytes_of(path);
  const TextStart start = look_at_start(bytes, true);
  if (start.other != nullptr)
    throw Unreadable(
        fmt::format("cannot read '{}': it is {}; make a text of it: {} > FILE.csv", path, start.other->name, start.other->to_text));
  return bytes.substr(start.mark);
}

}  // namespace

TableFile::TableFile(const std::string& path) : path_(path), bytes_(std::make_shared<const std::string>(contents_of(path))) {
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

LookupTable::LookupTable(const TableFile& file, const Columns& key, const Columns& values) : keys_(key.size()) {
  std::vector<Column> columns(key.begin(), key.end());
  columns.insert(columns.end(), values.begin(), values.end());
  rows_ = file.rows(Columns(std::move(columns)));
  std::vector<std::size_t> places(keys_);
  std::iota(places.begin(), places.end(), std::size_t{0});
  RowHasher hasher(places, kSeed);
  const auto hashes = hasher.hash(rows_);
  hashes_.assign(hashes.begin(), hashes.end());
  slots_.assign(std::bit_ceil(2 * rows_.size() + 2), kNone);
  for (Index row = 0; row < rows_.size(); ++row) add(row, file, places);
}

void LookupTable::add(Index row, const TableFile& file, const std::vector<std::size_t>& key) {
  for (const std::size_t column : key) {
    const std::string& name = rows_.columns()[column].name;
    if (rows_.is_null(column, row)) throw Error(fmt::format("{}:{}: its '{}' is null", file.path(), file.place(row, name).line, name));
  }
  const Index before = find(hashes_[row], rows_, key, row);
  if (before != kNone) {
    const std::string& name = rows_.columns()[0].name;
    throw Error(fmt::format("{}:{}: {} of line {}, too; a key is there once", file.path(), file.place(row, name).line,
                            text_of_key(row, file), file.place(before, name).line));
  }
  std::size_t at = slot(hashes_[row]);
  while (slots_[at] != kNone) at = slot(at + 1);
  slots_[at] = row;
}

// `'NZ' is the country`, `country 'NZ' and year '2020' are those`
std::string LookupTable::text_of_key(Index row, const TableFile& file) const {
  const Columns& columns = rows_.columns();
  if (keys_ == 1) return fmt::format("'{}' is the {}", file.place(row, columns[0].name).cell, columns[0].name);
  std::vector<std::string> parts;
  for (std::size_t column = 0; column < keys_; ++column)
    parts.push_back(fmt::format("{} '{}'", columns[column].name, file.place(row, columns[column].name).cell));
  return diagnostics::listed(parts, "and") + " are those";
}

LookupTable::Index LookupTable::find(std::uint64_t hash, const Rows& slice, const std::vector<std::size_t>& columns,
                                     std::size_t row) const {
  const auto is_key_of = [&](Index found) {
    for (std::size_t key = 0; key < keys_; ++key) {
      if (compare_cells(rows_.column(key), found, slice.column(columns[key]), row) != 0) return false;
    }
    return true;
  };
  for (std::size_t at = slot(hash); slots_[at] != kNone; at = slot(at + 1)) {
    const Index found = slots_[at];
    if (hashes_[found] == hash && is_key_of(found)) return found;
  }
  return kNone;
}

void LookupTable::find(const Rows& slice, const std::vector<std::size_t>& columns, std::vector<Index>& found) const {
  RowHasher hasher(columns, kSeed);
  const auto hashes = hasher.hash(slice);
  found.resize(slice.size());
  for (std::size_t row = 0; row < slice.size(); ++row) found[row] = find(hashes[row], slice, columns, row);
}

}  // namespace weir::stages
