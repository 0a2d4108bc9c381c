#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>

#include "exec/row_format.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

/// Rows of one column, each a line; a null is an empty one. A text that has a line end in it is an `Error`.
class LineRows final : public RowWriter {
 public:
  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;
  /// The same of a column of text.
  static void line(std::string_view text, std::string& out);
};

/// Writes rows as a program reads them. `nulls` and `json` as of the maker of those of tables.
[[nodiscard]] std::unique_ptr<RowWriter> make_row_writer(RowFormat format, bool nulls, const std::vector<PlacedText>& json);

/// Reports columns that cannot be written so, at the param `key`, and names in `json` that are none of columns of text. Returns whether
/// all is well.
bool require_writable(RowFormat format, const char* key, const std::vector<PlacedText>& json, const Columns& in, const ErrorScope& errors);

}  // namespace weir::stages
