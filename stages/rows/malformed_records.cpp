#include "rows/malformed_records.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::stages {
namespace {

std::string_view complaint(ColumnType type) {
  switch (type) {
    case ColumnType::boolean:
      return "is neither true nor false";
    case ColumnType::integer:
      return "is not an int of 64 bits";
    case ColumnType::floating:
      return "is not a float";
    case ColumnType::text:
      return "is not UTF-8";
    case ColumnType::time:
      break;
  }
  return "is not a time as 2024-01-31T12:00:00Z";
}

}  // namespace

std::vector<MalformedRecord> MalformedRecords::take(const CsvPiece& piece) {
  const auto before = [](const Found& a, const Found& b) { return a.record.data() < b.record.data(); };
  const auto same = [](const Found& a, const Found& b) { return a.record.data() == b.record.data(); };
  std::stable_sort(found_.begin(), found_.end(), before);
  found_.erase(std::unique(found_.begin(), found_.end(), same), found_.end());
  std::vector<MalformedRecord> taken;
  const char* at = piece.records.data();
  std::uint64_t line = piece.line;
  for (Found& found : found_) {
    line += static_cast<std::uint64_t>(std::count(at, found.record.data(), '\n'));
    at = found.record.data();
    taken.push_back({.line = line, .reason = std::move(found.reason), .text = std::string(found.record)});
  }
  found_.clear();
  return taken;
}

std::string what_is_wrong(const CsvRecord& record, std::size_t width) {
  switch (record.fault) {
    case CsvFault::unclosed_quote:
      return fmt::format("the quote of cell {} is not closed", record.faulty_cell + 1);
    case CsvFault::text_behind_quote:
      return fmt::format("cell {} goes on behind the quote that closes it", record.faulty_cell + 1);
    case CsvFault::none:
      break;
  }
  if (record.cells == width) return {};
  return fmt::format("there {} {} cell{}, not {}", record.cells == 1 ? "is" : "are", record.cells, record.cells == 1 ? "" : "s", width);
}

std::string identifier_among_numbers(const Column& column, std::string_view cell) {
  return fmt::format("column '{}': '{}' is an identifier, which would come out of {} as another text; name columns, with their types",
                     diagnostics::shown(column.name), diagnostics::shown(cell), column.type == ColumnType::integer ? "an int" : "a float");
}

std::string bad_value(const Column& column, std::string_view cell) {
  return fmt::format("column '{}': '{}' {}", diagnostics::shown(column.name), diagnostics::shown(cell), complaint(column.type));
}

}  // namespace weir::stages
