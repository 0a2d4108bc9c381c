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

}  // namespace

void JsonRows::header(std::span<const ItemColumn> columns, std::string&) {
  for (const auto& column : columns) keys_.push_back((keys_.empty() ? "{" : ",") + json_string(column.name) + ":");
}

void JsonRows::row(std::span<const Cell> cells, std::string& out) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += keys_[i];
    const auto* text = std::get_if<std::string_view>(&cells[i]);
    const auto* number = std::get_if<double>(&cells[i]);
    if (text != nullptr)
      out += json_string(*text);
    else if (number != nullptr && !std::isfinite(*number))
      out += "null";
    else
      append_cell(out, cells[i]);
  }
  out += "}\n";
}

}  // namespace weir::stages
