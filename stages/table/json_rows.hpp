#pragma once

#include <string>
#include <vector>

#include "table/row_writer.hpp"

namespace weir::stages {

/// `jsonl`: one object a line, its keys the names of the columns. Bytes that are not UTF-8 become U+FFFD; NaN and the infinities, which
/// JSON does not have, become null.
class JsonRows final : public RowWriter {
 public:
  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;

 private:
  std::vector<std::string> keys_;  // what stands before each cell, such as `,"count":`
};

}  // namespace weir::stages
