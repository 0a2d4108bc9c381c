#include "table/json_rows.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

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

}  // namespace

void JsonRows::header(std::span<const ItemColumn> columns, std::string&) {
  for (const auto& column : columns) keys_.push_back((keys_.empty() ? "{" : ",") + json_string(column.name) + ":");
}

void JsonRows::row(std::span<const Cell> cells, std::string& out) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += keys_[i];
    if (const auto text = text_in(cells[i]))
      out += json_string(*text);
    else if (is_null(cells[i]) || !is_finite(cells[i]))
      out += "null";
    else
      append_cell(out, cells[i]);
  }
  out += "}\n";
}

}  // namespace weir::stages
