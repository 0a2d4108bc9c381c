#include "table/json_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <variant>

#include <weir/error.hpp>

#include "diagnostics/shown.hpp"
#include "rows/json_path.hpp"

namespace weir::stages {

namespace {

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Whole numbers and bools are.
bool is_finite(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return std::isfinite(*number);
  if (const auto* number = std::get_if<float>(&cell)) return std::isfinite(*number);
  return true;
}

// The keys of a column, from the outermost object on.
struct ColumnPath {
  std::vector<std::string> keys;
  std::size_t column;
};

// A name that cannot be a path is a key; so is one that would make an object of what another column is.
std::vector<ColumnPath> paths_of(std::span<const ItemColumn> columns) {
  std::set<std::vector<std::string>> taken;
  std::vector<ColumnPath> paths;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    auto keys = json_keys(columns[column].name).value_or(std::vector{columns[column].name});
    if (!taken.insert(keys).second) keys = {columns[column].name};
    paths.push_back({std::move(keys), column});
  }
  for (ColumnPath& path : paths) {
    for (auto part = path.keys; part.size() > 1;) {
      part.pop_back();
      if (taken.contains(part)) path.keys = {columns[path.column].name};
    }
  }
  return paths;
}

// With all of an object together, at the place of its first value.
std::vector<ColumnPath> in_order(std::vector<ColumnPath> paths, std::size_t depth = 0) {
  std::vector<ColumnPath> ordered;
  while (!paths.empty()) {
    const auto same = [&, first = paths.front()](const ColumnPath& path) {
      return first.keys.size() > depth + 1 && path.keys.size() > depth + 1 && path.keys[depth] == first.keys[depth];
    };
    auto others = std::stable_partition(paths.begin(), paths.end(), same);
    if (others == paths.begin()) {
      ordered.push_back(paths.front());
      others = paths.begin() + 1;
    } else {
      for (ColumnPath& path : in_order({paths.begin(), others}, depth + 1)) ordered.push_back(std::move(path));
    }
    paths.erase(paths.begin(), others);
  }
  return ordered;
}

// JSON on one line: its line ends are blanks.
std::string one_line(std::string_view json, const std::string& column) {
  if (!nlohmann::json::accept(json))
    throw Error(fmt::format("column '{}': '{}' is not JSON; leave the column out of json", column, diagnostics::shown(json)));
  std::string line(json);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

}  // namespace

void JsonRows::header(std::span<const ItemColumn> columns, std::string&) {
  std::vector<std::string> open;  // keys of the objects that the line is in
  std::string before = "{";
  for (const auto& [keys, column] : in_order(paths_of(columns))) {
    std::size_t same = 0;
    while (same < open.size() && same + 1 < keys.size() && open[same] == keys[same]) ++same;
    before.append(open.size() - same, '}');
    if (!values_.empty()) before += ',';
    open.resize(same);
    for (; open.size() + 1 < keys.size(); open.push_back(keys[open.size()])) before += json_string(keys[open.size()]) + ":{";
    const std::string& name = columns[column].name;
    const bool json = std::find(json_.begin(), json_.end(), name) != json_.end();
    values_.push_back({column, before + json_string(keys.back()) + ":", json, name});
    before.clear();
  }
  end_ = before + std::string(open.size(), '}') + "}\n";
}

void JsonRows::row(std::span<const Cell> cells, std::string& out) {
  for (const Value& value : values_) {
    const Cell& cell = cells[value.column];
    out += value.before;
    if (const auto text = text_in(cell))
      out += value.json ? one_line(*text, value.name) : json_string(*text);
    else if (is_null(cell) || !is_finite(cell))
      out += "null";
    else
      append_cell(out, cell);
  }
  out += end_;
}

}  // namespace weir::stages
