#include "rows_kinds/csv_reading.hpp"

#include <numeric>

#include <fmt/format.h>

#include "catch.hpp"

namespace weir::stages::test {
namespace {

std::string shown_value(const ColumnValues& values, std::size_t row) {
  if (values.is_null(row)) return "null";
  switch (values.type()) {
    case ColumnType::boolean:
      return values.as<bool>()[row] ? "true" : "false";
    case ColumnType::integer:
      return fmt::format("{}", values.as<std::int64_t>()[row]);
    case ColumnType::floating:
      return fmt::format("{}", values.as<double>()[row]);
    case ColumnType::text:
      return fmt::format("'{}'", values.as<std::string_view>()[row]);
    case ColumnType::time:
      break;
  }
  return fmt::format("{}", values.as<Time>()[row].time_since_epoch().count());
}

}  // namespace

CsvParser Reading::parser() const {
  CsvSchema schema{.width = columns.size(),
                   .columns = columns,
                   .cells = {},
                   .bad_values_are_null = bad_values_are_null,
                   .types_are_shown = types_are_shown};
  schema.cells.resize(columns.size());
  std::iota(schema.cells.begin(), schema.cells.end(), std::size_t{0});
  return {dialect, schema};
}

CsvSlice Reading::parse(std::string_view records, std::uint64_t line) const {
  // A copy of exactly that size, which the address sanitizer sees the end of.
  const auto copy = std::make_shared<std::vector<char>>(records.begin(), records.end());
  copy->shrink_to_fit();
  const Buffer memory{std::shared_ptr<const void>(copy, copy->data()), copy->size()};
  return parser().parse({.records = {copy->data(), copy->size()}, .memory = memory, .line = line});
}

std::string Reading::rows(std::string_view records) const {
  const CsvSlice slice = parse(records);
  CHECK(shown(slice.malformed).empty());
  return shown(slice.rows);
}

Reading texts(std::size_t count) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < count; ++i) columns.push_back({fmt::format("c{}", i), ColumnType::text});
  return {.columns = Columns(std::move(columns)), .dialect = {.header = false, .nulls = {}}};
}

std::string shown(const Rows& rows) {
  std::string text;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows.columns().size(); ++column)
      text += (column > 0 ? "|" : "") + shown_value(rows.column(column), row);
    text += '\n';
  }
  return text;
}

std::string shown(const std::vector<MalformedRecord>& malformed) {
  std::string text;
  for (const MalformedRecord& record : malformed) text += fmt::format("{}: {}: {}\n", record.line, record.reason, record.text);
  return text;
}

}  // namespace weir::stages::test
