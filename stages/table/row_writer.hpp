#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/description.hpp>
#include <weir/item.hpp>
#include <weir/placed_text.hpp>

namespace weir::stages {

/// How a table is written.
enum class TableFormat {
  text,   ///< aligned columns
  csv,    ///< RFC 4180, but lines end with LF alone
  tsv,    ///< tab-separated; tab, new line, carriage return and backslash written \t \n \r \\ within a cell
  jsonl,  ///< one JSON object a line
};

inline Choices<TableFormat> choices(TableFormat) {
  return {{"text", TableFormat::text}, {"csv", TableFormat::csv}, {"tsv", TableFormat::tsv}, {"jsonl", TableFormat::jsonl}};
}

/// Turns rows of cells into text. One thread at a time. Every function appends to `out` what is ready, which may be nothing yet.
class RowWriter {
 public:
  RowWriter() = default;
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  virtual ~RowWriter() = default;

  /// The names of the columns. First of all, once.
  virtual void header(std::span<const ItemColumn> columns, std::string& out) = 0;
  /// One cell a column; they need to live only during the call.
  virtual void row(std::span<const Cell> cells, std::string& out) = 0;
  /// True while rows are held back.
  [[nodiscard]] virtual bool holds() const { return false; }
  /// What is held back; from then on nothing is.
  virtual void release(std::string& out) { (void)out; }
};

/// `nulls`: cells may be null, and an empty text is not to look like one. `json`: for `jsonl`, names of columns whose texts are JSON.
std::unique_ptr<RowWriter> make_row_writer(TableFormat format, bool nulls, const std::vector<PlacedText>& json = {});

/// What is wrong with such names where the format is another.
[[nodiscard]] std::optional<Problem> wrong_json(const std::vector<PlacedText>& json, bool is_jsonl);

[[nodiscard]] bool is_null(const Cell& cell) noexcept;

/// What a cell of text says; nothing for a number, a bool or a null.
std::optional<std::string_view> text_in(const Cell& cell);

/// A cell as in `text`, `csv` and `tsv`, before any quoting; a float or double as its shortest text that reads back the same, a null as
/// nothing.
void append_cell(std::string& out, const Cell& cell);

}  // namespace weir::stages
