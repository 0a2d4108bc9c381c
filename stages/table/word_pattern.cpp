#include "table/word_pattern.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/expression_param.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

std::optional<WordPattern> WordPattern::parse(const PlacedText& text, const Columns& in, const ErrorScope& errors) {
  WordPattern pattern;
  return read(text, in, errors, pattern) ? std::optional(std::move(pattern)) : std::nullopt;
}

bool WordPattern::read(const PlacedText& text, const Columns& in, const ErrorScope& errors, WordPattern& pattern) {
  const std::string_view all = text.text;
  bool good = true;
  const auto fault = [&](std::size_t offset, const char* what, const char* mend) {
    errors.add(text.at(offset), Problem(what, mend));
    good = false;
  };
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t brace = std::min(all.find_first_of("{}", at), all.size());
    pattern.parts_.back().text += all.substr(at, brace - at);
    at = brace + 1;
    if (brace == all.size()) break;
    if (all.substr(at, 1) == all.substr(brace, 1)) {
      pattern.parts_.back().text += all[brace];
      ++at;
      continue;
    }
    const std::size_t close = all.find_first_of("{}", at);
    if (all[brace] == '}') {
      fault(brace, "'}' closes nothing", "write }} for a brace");
    } else if (close == std::string_view::npos || all[close] == '{') {
      fault(brace, "'{' is not closed", "write {name} for the value of a column, or {{ for a brace");
    } else {
      PlacedText name(std::string(all.substr(at, close - at)));
      name.position = text.at(at);
      const auto column = find_param(name, in, errors);
      good = good && column;
      pattern.parts_.back().column = column;
      pattern.parts_.emplace_back();
      at = close + 1;
    }
  }
  return good;
}

bool WordPattern::is_constant() const noexcept {
  return parts_.size() == 1;
}

std::optional<std::size_t> WordPattern::null_in(std::span<const Cell> cells) const {
  for (const Part& part : parts_) {
    if (part.column && is_null(cells[*part.column])) return part.column;
  }
  return std::nullopt;
}

std::string WordPattern::fill(std::span<const Cell> cells) const {
  std::string text;
  fill(cells, text, append_cell);
  return text;
}

void WordPattern::fill(std::span<const Cell> cells, std::string& out, void (*append)(std::string& out, const Cell& value)) const {
  for (const Part& part : parts_) {
    out += part.text;
    if (part.column) append(out, cells[*part.column]);
  }
}

std::vector<std::size_t> WordPattern::columns() const {
  std::vector<std::size_t> columns;
  for (const Part& part : parts_) {
    if (part.column) columns.push_back(*part.column);
  }
  return columns;
}

bool WordPattern::names_columns(std::string_view text) {
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 2)) {
    if (text.substr(at, 2) != "{{") return true;
  }
  return false;
}

}  // namespace weir::stages
