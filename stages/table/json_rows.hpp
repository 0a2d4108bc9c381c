#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "table/row_writer.hpp"

namespace weir::stages {

/// `jsonl`: one object a line, its keys the names of the columns. Names that are paths (see `json_keys`) make objects within it: `geo.city`
/// and `geo.country` are one object `geo`, at the place of the first; but where there is a column `geo` too, they stay keys with dots.
/// Bytes that are not UTF-8 become U+FFFD; NaN and the infinities, which JSON does not have, become null.
class JsonRows final : public RowWriter {
 public:
  /// `json`: names of columns whose texts are JSON and written as they are. For one that is not, `row` throws `Error`.
  explicit JsonRows(std::vector<std::string> json = {}) : json_(std::move(json)) {}

  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;

 private:
  struct Value {
    std::size_t column;
    std::string before;  // what stands before it in the line, such as `,"count":`
    bool json;           // its text is JSON
    std::string name;    // of the column
  };

  std::vector<std::string> json_;
  std::vector<Value> values_;  // in the order of the line
  std::string end_;            // of the line
};

}  // namespace weir::stages
