// The examples of docs/rows.md.

#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "functions.hpp"

using namespace weir;

namespace {

std::vector<std::string> lines_of_page() {
  std::ifstream page(WEIR_SOURCE_DIR "/docs/rows.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(page, line);) lines.push_back(line);
  return lines;
}

// The cells of a row of a table; `\|` in one is a bar.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|') {
      cells.emplace_back();
    } else if (!cells.empty()) {
      if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') ++i;
      cells.back() += line[i];
    }
  }
  if (!cells.empty()) cells.pop_back();
  return cells;
}

// What stands between the first and the last ` of a cell; nothing when it is not code.
std::string code_in(const std::string& cell) {
  const std::size_t begin = cell.find('`'), end = cell.rfind('`');
  return end == std::string::npos || end == begin ? "" : cell.substr(begin + 1, end - begin - 1);
}

ColumnType type_named_in(const std::string& cell) {
  for (const auto type : {ColumnType::boolean, ColumnType::integer, ColumnType::floating, ColumnType::text}) {
    if (cell == fmt::format(" {} ", to_string(type))) return type;
  }
  return ColumnType::time;
}

void append_literal(ColumnBuilder& column, const std::string& literal) {
  if (literal == "null") return column.append_null();
  switch (column.type()) {
    case ColumnType::boolean:
      return column.append(literal == "true");
    case ColumnType::integer:
      return column.append(std::stoll(literal));
    case ColumnType::floating:
      return column.append(std::stod(literal));
    case ColumnType::text:
      return column.append(literal.substr(1, literal.size() - 2));
    case ColumnType::time:
      break;
  }
  std::tm parts{};
  strptime(literal.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  const auto fraction = std::stod(literal.substr(literal.find('.')));
  column.append(Time(std::chrono::seconds(timegm(&parts)) + std::chrono::microseconds(std::llround(1e6 * fraction))));
}

// The row that the examples are of, from its table.
Rows row_of_page(const std::vector<std::string>& lines) {
  std::vector<Column> columns;
  std::vector<std::string> literals;
  for (const std::string& line : lines) {
    const auto cells = cells_of(line);
    if (cells.size() != 3 || code_in(cells[0]).empty() || code_in(cells[2]).empty() || cells[1].find('`') != std::string::npos) continue;
    const ColumnType type = type_named_in(cells[1]);
    if (type == ColumnType::time && cells[1] != " time ") continue;
    columns.push_back({code_in(cells[0]), type});
    literals.push_back(code_in(cells[2]));
  }
  RowsBuilder builder{Columns(columns)};
  for (std::size_t i = 0; i < columns.size(); ++i) append_literal(builder.column(i), literals[i]);
  return builder.build();
}

std::string printed_value(const ColumnValues& values) {
  if (values.is_null(0)) return "null";
  switch (values.type()) {
    case ColumnType::boolean:
      return values.as<bool>()[0] ? "true" : "false";
    case ColumnType::integer:
      return std::to_string(values.as<std::int64_t>()[0]);
    case ColumnType::floating:
      return fmt::format("{:#}", values.as<double>()[0]);
    case ColumnType::text:
      return fmt::format("'{}'", values.as<std::string_view>()[0]);
    case ColumnType::time:
      break;
  }
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(values.as<Time>()[0]).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

TEST_CASE("The examples of the page on rows have the results that it says") {
  const std::vector<std::string> lines = lines_of_page();
  const Rows rows = row_of_page(lines);
  REQUIRE(to_string(rows.columns()) == "Rows(price float, count int, name text, note text, paid bool, at time)");
  std::size_t examples = 0;
  for (const std::string& line : lines) {
    const auto cells = cells_of(line);
    if (cells.size() != 4 || code_in(cells[2]).empty()) continue;
    CAPTURE(line);
    const Evaluation evaluation = Evaluator(Expression::compile(code_in(cells[2]), rows.columns())).evaluate(rows);
    CHECK(evaluation.failed.empty());
    CHECK(printed_value(evaluation.values) == code_in(cells[3]));
    ++examples;
  }
  CHECK(examples > 55);
}

TEST_CASE("The page on rows has every function") {
  std::string page;
  for (const std::string& line : lines_of_page()) page += line + '\n';
  for (const std::string& name : expressions::Functions::all().callable_names()) {
    if (name.find(' ') == std::string::npos) CHECK_THAT(page, Catch::Contains(fmt::format("| `{}(", name)));
  }
}

TEST_CASE("The program of the page on rows keeps the rows that it says") {
  weir::RowsBuilder builder(weir::Columns{{"url", weir::ColumnType::text}, {"status", weir::ColumnType::integer}});
  builder.add("/index", 200).add("/missing", 404).add("/slow", std::nullopt);
  const weir::Rows rows = builder.build();

  const weir::Expression failed = weir::Expression::compile("status >= 400 or status is null", rows.columns());
  weir::Evaluator evaluator(failed);
  const weir::Rows kept = rows.filter(evaluator.select(rows).rows);

  REQUIRE(kept.size() == 2);
  CHECK(kept[0].get<std::string_view>("url") == "/missing");
  CHECK(kept[1].get<std::string_view>("url") == "/slow");
}
