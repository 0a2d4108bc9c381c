#include "rows/csv_sniffer.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/cell_values.hpp"
#include "rows/csv_cutter.hpp"
#include "rows/csv_nulls.hpp"
#include "rows/csv_splitter.hpp"
#include "rows/malformed_records.hpp"
#include "rows/utf8.hpp"

namespace weir::stages {
namespace {

std::string name_in(const CsvCell& cell, std::size_t index) {
  if (!is_utf8(cell.bytes())) throw Error(fmt::format("cell {} of the header is not UTF-8", index + 1));
  std::string name = cell.quoted ? csv_text(cell) : std::string(trim_blanks(cell.bytes()));
  return name.empty() ? fmt::format("column_{}", index + 1) : name;
}

// With `_2`, `_3` and so on at those that were there before.
std::vector<std::string> made_unique(std::vector<std::string> names) {
  std::set<std::string> taken(names.begin(), names.end());
  std::map<std::string, std::size_t> seen;
  for (std::string& name : names) {
    const std::string written = name;
    std::size_t& count = seen[written];
    if (++count == 1) continue;
    while (!taken.insert(name = fmt::format("{}_{}", written, count)).second) ++count;
  }
  return names;
}

std::vector<std::string> names_in(const CsvRecord& header, std::span<const CsvCell> cells) {
  const std::string wrong = what_is_wrong(header, header.cells);
  if (!wrong.empty()) throw Error(fmt::format("the header is malformed: {}", wrong));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cells.size(); ++i) names.push_back(name_in(cells[i], i));
  return made_unique(std::move(names));
}

std::vector<std::string> numbered_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("column_{}", i + 1));
  return names;
}

// The types that all values of a column so far can be read as.
class Types {
 public:
  void look_at(std::string_view value, char decimal_point) {
    std::int64_t integer = 0;
    double floating = 0;
    bool boolean = false;
    Time time;
    any_ = true;
    if (is_identifier(value)) integer_ = floating_ = false;
    integer_ = integer_ && read_int(value, integer);
    floating_ = floating_ && read_float(value, decimal_point, floating);
    boolean_ = boolean_ && read_bool(value, boolean);
    time_ = time_ && read_time(value, time);
  }
  [[nodiscard]] ColumnType best() const noexcept {
    if (!any_) return ColumnType::text;
    if (integer_) return ColumnType::integer;
    if (floating_) return ColumnType::floating;
    if (boolean_) return ColumnType::boolean;
    return time_ ? ColumnType::time : ColumnType::text;
  }

 private:
  bool any_ = false;
  bool integer_ = true, floating_ = true, boolean_ = true, time_ = true;
};

struct Fit {
  std::size_t alike = 0;  // records with as many cells as the first, which has more than one
  std::size_t all = 0;
};

Fit fit_of(const FileStart& start, const CsvDialect& dialect) {
  CsvSplitter splitter(dialect, whole_records(start, dialect));
  Fit fit;
  std::size_t width = 0;
  for (CsvRecord record; splitter.next({}, record); ++fit.all) {
    if (fit.all == 0) width = record.cells;
    if (width > 1 && record.cells == width && record.fault == CsvFault::none) ++fit.alike;
  }
  return fit;
}

}  // namespace

std::string_view whole_records(const FileStart& start, const CsvDialect& dialect, std::size_t from) {
  const std::string_view rest = start.bytes.substr(from);
  if (start.whole) return rest;
  return rest.substr(0, CsvCutter(dialect, 1, std::numeric_limits<std::size_t>::max()).cut(rest));
}

std::string endless_record(const FileStart& start) {
  return fmt::format("the first record does not end within the {} bytes that are looked at; name delimiter and columns",
                     start.bytes.size());
}

char sniff_delimiter(const FileStart& start, CsvDialect dialect) {
  char best = ',';
  Fit best_fit{.alike = 0, .all = 1};
  for (const char delimiter : {'\t', ';', '|', ','}) {
    if (delimiter == dialect.comment || (delimiter == ',' && dialect.decimal_comma)) continue;
    dialect.delimiter = delimiter;
    const Fit fit = fit_of(start, dialect);
    if (fit.alike * best_fit.all <= best_fit.alike * fit.all) continue;
    best = delimiter;
    best_fit = fit;
  }
  return best;
}

CsvHead read_head(const FileStart& start, const CsvDialect& dialect) {
  CsvHead head;
  const auto first = first_record(whole_records(start, dialect), dialect);
  if (!first && !start.whole) throw Error(endless_record(start));
  if (!first) return head;
  const auto& [record, cells] = *first;
  head.names = dialect.header ? names_in(record, cells) : numbered_names(record.cells);
  if (!dialect.header) return head;
  const auto end = static_cast<std::size_t>(record.bytes.data() + record.bytes.size() - start.bytes.data());
  head.size = std::min(start.bytes.find('\n', end), start.bytes.size() - 1) + 1;
  head.line += static_cast<std::uint64_t>(std::ranges::count(start.bytes.substr(0, head.size), '\n'));
  return head;
}

Columns sniff_columns(const FileStart& start, const CsvDialect& dialect, const CsvHead& head) {
  const CsvNulls nulls(dialect.nulls);
  std::vector<Types> types(head.names.size());
  std::vector<CsvCell> cells(head.names.size());
  CsvSplitter splitter(dialect, whole_records(start, dialect, head.size));
  for (CsvRecord record; splitter.next(cells, record);) {
    if (!what_is_wrong(record, cells.size()).empty()) continue;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string_view value = cells[i].quoted ? cells[i].bytes() : trim_blanks(cells[i].bytes());
      if (!nulls.contains(value)) types[i].look_at(value, dialect.decimal_comma ? ',' : '.');
    }
  }
  std::vector<Column> columns;
  for (std::size_t i = 0; i < cells.size(); ++i) columns.push_back({head.names[i], types[i].best()});
  return Columns(std::move(columns));
}

}  // namespace weir::stages
