#include "exec/line_rows.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/shown.hpp"
#include "rows/expression_param.hpp"

namespace weir::stages {

void LineRows::header(std::span<const ItemColumn> columns, std::string&) {
  if (columns.size() != 1) throw Error(fmt::format("a line is one column, and there are {}; write format: csv or jsonl", columns.size()));
}

void LineRows::row(std::span<const Cell> cells, std::string& out) {
  if (const auto text = text_in(cells.front())) return line(*text, out);
  append_cell(out, cells.front());
  out += '\n';
}

void LineRows::line(std::string_view text, std::string& out) {
  if (text.find('\n') != std::string_view::npos)
    throw Error(
        Problem(fmt::format("'{}' has a line end in it, so it cannot be a line", diagnostics::shown(text)), "write format: csv or jsonl")
            .text());
  out += text;
  out += '\n';
}

std::unique_ptr<RowWriter> make_row_writer(RowFormat format, bool nulls, const std::vector<PlacedText>& json) {
  if (format == RowFormat::lines) return std::make_unique<LineRows>();
  return make_row_writer(format == RowFormat::csv ? TableFormat::csv : TableFormat::jsonl, nulls, json);
}

bool require_writable(RowFormat format, const char* key, const std::vector<PlacedText>& json, const Columns& in, const ErrorScope& errors) {
  bool good = true;
  for (const PlacedText& name : json) good = find_text_param(name, in, errors.key("json")) && good;
  if (format != RowFormat::lines || in.size() <= 1) return good;
  errors.key(key).add({}, Problem(fmt::format("a line is one column, and the rows have {}", in.size()),
                                  fmt::format("write {}: csv or jsonl, or select one column before", key)));
  return false;
}

}  // namespace weir::stages
