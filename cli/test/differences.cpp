#include "test/differences.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "format/text_table.hpp"

namespace weir::cli {
namespace {

constexpr std::size_t kMostShown = 10;  // pairs of rows

using Lines = std::vector<std::string>;  // of rows, as YAML has them

// The place of each column that is expected, among those that came.
std::vector<std::size_t> columns_of(const ExpectedRows& expected, const CapturedRows& came) {
  std::vector<std::size_t> columns;
  if (expected.rows.empty()) {
    columns.resize(came.names.size());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    return columns;
  }
  for (const Member& cell : expected.rows.front().members) {
    const auto found = std::find(came.names.begin(), came.names.end(), cell.key);
    columns.push_back(static_cast<std::size_t>(found - came.names.begin()));
  }
  return columns;
}

Lines came_lines(const CapturedRows& came, const std::vector<std::size_t>& columns) {
  Lines lines;
  for (const std::vector<std::string>& row : came.rows) {
    std::vector<std::string> cells;
    cells.reserve(columns.size());
    for (const std::size_t c : columns) cells.push_back(fmt::format("{}: {}", yaml_text(came.names[c]), row[c]));
    lines.push_back(fmt::format("{{{}}}", fmt::join(cells, ", ")));
  }
  return lines;
}

Lines expected_lines(const ExpectedRows& expected, const CapturedRows& came, const std::vector<std::size_t>& columns) {
  Lines lines;
  for (const Value& row : expected.rows) {
    std::vector<std::string> cells;
    cells.reserve(columns.size());
    for (const std::size_t c : columns)
      cells.push_back(fmt::format("{}: {}", yaml_text(came.names[c]), yaml_cell(*row.find(came.names[c]), came.forms[c])));
    lines.push_back(fmt::format("{{{}}}", fmt::join(cells, ", ")));
  }
  return lines;
}

// What one has and the other has not, in the order of the first.
Lines without(const Lines& lines, const Lines& others) {
  std::map<std::string, std::size_t> left;
  for (const std::string& line : others) ++left[line];
  Lines rest;
  for (const std::string& line : lines) {
    const auto found = left.find(line);
    if (found != left.end() && found->second > 0)
      --found->second;
    else
      rest.push_back(line);
  }
  return rest;
}

// Two lists of rows, beside each other; the first pair has that number.
std::string side_by_side(const Lines& expected, const Lines& came, std::size_t number) {
  using enum TextTable::Align;
  TextTable table({{"row", right}, {"expected", left}, {"came", left}});
  const std::size_t pairs = std::max(expected.size(), came.size());
  for (std::size_t i = 0; i < std::min(pairs, kMostShown); ++i)
    table.add({number == 0 ? "" : std::to_string(number + i), i < expected.size() ? expected[i] : "-", i < came.size() ? came[i] : "-"});
  std::string text = table.render();
  if (pairs > kMostShown) text += fmt::format("and {} more\n", pairs - kMostShown);
  return text;
}

Lines middle(const Lines& lines, std::size_t begin, std::size_t behind) {
  return {lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end() - static_cast<std::ptrdiff_t>(behind)};
}

// Rows that are the same at the beginning, or at the end, are not shown.
std::string in_order(const Lines& expected, const Lines& came) {
  const std::size_t shorter = std::min(expected.size(), came.size());
  std::size_t first = 0;
  while (first < shorter && expected[first] == came[first]) ++first;
  std::size_t behind = 0;
  while (behind < shorter - first && expected[expected.size() - 1 - behind] == came[came.size() - 1 - behind]) ++behind;
  return side_by_side(middle(expected, first, behind), middle(came, first, behind), first + 1);
}

}  // namespace

std::string differences(const ExpectedRows& expected, const CapturedRows& came) {
  const auto columns = columns_of(expected, came);
  const Lines wanted = expected_lines(expected, came, columns);
  const Lines got = came_lines(came, columns);
  const Lines missing = expected.any_order ? without(wanted, got) : Lines();
  const Lines surplus = expected.any_order ? without(got, wanted) : Lines();
  const bool same = expected.any_order ? missing.empty() && surplus.empty() : wanted == got;
  if (same && came.count == expected.rows.size()) return "";
  const std::string counts = fmt::format("{}: expected {} {}, and {} came\n", expected.label, expected.rows.size(),
                                         expected.rows.size() == 1 ? "row" : "rows", came.count);
  return counts + (expected.any_order ? side_by_side(missing, surplus, 0) : in_order(wanted, got));
}

}  // namespace weir::cli
