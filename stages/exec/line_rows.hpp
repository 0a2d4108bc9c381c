#pragma once

#include <span>
#include <string>

#include "table/row_writer.hpp"

namespace weir::stages {

/// Rows of one column, each a line; a null is an empty one. A text that has a line end in it is an `Error`.
class LineRows final : public RowWriter {
 public:
  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;
};

}  // namespace weir::stages
