#include "table/aligned_rows.hpp"

#include <algorithm>
#include <variant>

#include "diagnostics/printable.hpp"
#include "text/display_width.hpp"

namespace weir::stages {

using diagnostics::Layout;
using diagnostics::printable;

namespace {

constexpr std::string_view kGap = "  ";

std::optional<bool> is_number(const Cell& cell) {
  if (is_null(cell)) return std::nullopt;
  return !text_in(cell) && !std::holds_alternative<bool>(cell);
}

std::string visible(const Cell& cell) {
  if (const auto text = text_in(cell)) return printable(*text, Layout::escape);
  std::string text;
  append_cell(text, cell);
  return text;
}

}  // namespace

void AlignedRows::header(std::span<const ItemColumn> columns, std::string&) {
  Row names;
  for (const auto& column : columns) {
    names.push_back(visible(std::string_view(column.name)));
    widths_.push_back(display_width(names.back()));
  }
  is_number_.resize(columns.size());
  held_.push_back(std::move(names));
}

void AlignedRows::row(std::span<const Cell> cells, std::string& out) {
  row_.resize(cells.size());
  std::transform(cells.begin(), cells.end(), row_.begin(), visible);
  if (!measuring_) {
    write(row_, out);
    return;
  }
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (!is_number_[i]) is_number_[i] = is_number(cells[i]);
    widths_[i] = std::max(widths_[i], display_width(row_[i]));
  }
  held_.push_back(std::move(row_));
  if (held_.size() > kRowsToMeasure) release(out);
}

void AlignedRows::release(std::string& out) {
  for (const Row& row : held_) write(row, out);
  held_.clear();
  measuring_ = false;
}

void AlignedRows::write(const Row& row, std::string& out) const {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += kGap;
    const std::size_t width = display_width(row[i]);
    const std::size_t fill = widths_[i] - std::min(widths_[i], width);
    const bool last = i + 1 == row.size();
    const bool right = is_number_[i].value_or(false);
    if (right) out.append(fill, ' ');
    out += row[i];
    if (!right && !last) out.append(fill, ' ');
  }
  out += '\n';
}

}  // namespace weir::stages
