#include "table/separated_rows.hpp"

namespace weir::stages {

void SeparatedRows::header(std::span<const ItemColumn> columns, std::string& out) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += separator_;
    protect_(out, columns[i].name, columns.size() == 1);
  }
  out += '\n';
}

void SeparatedRows::row(std::span<const Cell> cells, std::string& out) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += separator_;
    if (const auto text = text_in(cells[i]))
      protect_(out, *text, cells.size() == 1);
    else if (is_null(cells[i]) && cells.size() == 1)
      protect_(out, "", true);  // an empty line would be skipped by those who read it
    else
      append_cell(out, cells[i]);
  }
  out += '\n';
}

void quote_csv(std::string& out, std::string_view text, bool only_cell) {
  const bool plain = text.find_first_of(",\"\n\r") == std::string_view::npos && !(text.empty() && only_cell);
  if (plain) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void quote_csv_beside_nulls(std::string& out, std::string_view text, bool only_cell) {
  quote_csv(out, text, only_cell || text.empty());
}

void escape_tsv(std::string& out, std::string_view text, bool) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace weir::stages
