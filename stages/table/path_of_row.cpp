#include "table/path_of_row.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/placed_text.hpp>

#include "diagnostics/shown.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

namespace {

bool is_escaped(char c, bool first) {
  constexpr unsigned char kFirstShown = 0x20;
  constexpr unsigned char kDelete = 0x7F;
  const auto byte = static_cast<unsigned char>(c);
  return byte < kFirstShown || byte == kDelete || c == '/' || c == '%' || (c == '.' && first);
}

void append_escaped(std::string& out, const Cell& value) {
  const std::size_t begin = out.size();
  append_cell(out, value);
  for (std::size_t at = begin; at < out.size(); ++at) {
    if (!is_escaped(out[at], at == begin)) continue;
    const auto code = fmt::format("%{:02X}", static_cast<unsigned char>(out[at]));
    out.replace(at, 1, code);
    at += code.size() - 1;
  }
}

}  // namespace

std::optional<PathOfRow> PathOfRow::parse(const std::filesystem::path& path, const Columns& in, const ErrorScope& errors) {
  if (in.size() == 0) {
    errors.add({}, Problem("only rows have columns that can be in a path", "write {{ and }} for braces"));
    return std::nullopt;
  }
  auto pattern = WordPattern::parse(PlacedText(path.string()), in, errors);
  if (!pattern) return std::nullopt;
  PathOfRow made(std::move(*pattern), in);
  for (const std::size_t column : made.columns_) {
    if (in[column].type != ColumnType::floating) continue;
    errors.add({}, Problem(fmt::format("column '{}' is a float, and would make a file for each value", diagnostics::shown(in[column].name)),
                           "make a text or an int of it before, with rows.set"));
    return std::nullopt;
  }
  return made;
}

const std::string& PathOfRow::of(std::span<const Cell> cells) {
  for (const std::size_t column : columns_) {
    const bool null = is_null(cells[column]);
    if (!null && text_in(cells[column]) != std::string_view()) continue;
    throw ItemError(
        fmt::format("column '{}' is {}, and the path needs its value; give it one before, with rows.set, or leave such rows out, "
                    "with rows.where",
                    diagnostics::shown(in_[column].name), null ? "null" : "empty"),
        "");
  }
  path_.clear();
  pattern_.fill(cells, path_, append_escaped);
  return path_;
}

}  // namespace weir::stages
