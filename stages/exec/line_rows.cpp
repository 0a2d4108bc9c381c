#include "exec/line_rows.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/shown.hpp"

namespace weir::stages {

void LineRows::header(std::span<const ItemColumn> columns, std::string&) {
  if (columns.size() != 1) throw Error(fmt::format("a line is one column, and there are {}; write format: csv or jsonl", columns.size()));
}

void LineRows::row(std::span<const Cell> cells, std::string& out) {
  const auto text = text_in(cells.front());
  if (text && text->find('\n') != std::string_view::npos)
    throw Error(
        Problem(fmt::format("'{}' has a line end in it, so it cannot be a line", diagnostics::shown(*text)), "write format: csv or jsonl")
            .text());
  append_cell(out, cells.front());
  out += '\n';
}

}  // namespace weir::stages
