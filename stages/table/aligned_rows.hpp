#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "table/row_writer.hpp"

namespace weir::stages {

/// `text`: columns under each other, two spaces between them; numbers to the right, all else to the left. Widths are those of the first
/// `kRowsToMeasure` rows, which are held back until then or until `release`; a later cell that is wider pushes its row out of line. What
/// could command a terminal comes out as an escape (`printable`), so that a cell stays on its line and in its order.
class AlignedRows final : public RowWriter {
 public:
  static constexpr std::size_t kRowsToMeasure = 1000;

  void header(std::span<const ItemColumn> columns, std::string& out) override;
  void row(std::span<const Cell> cells, std::string& out) override;
  [[nodiscard]] bool holds() const override { return held_.size() > 1; }
  void release(std::string& out) override;

 private:
  using Row = std::vector<std::string>;

  void write(const Row& row, std::string& out) const;

  std::vector<std::optional<bool>> is_number_;  // of each column; known from its first cell on that is not null
  std::vector<std::size_t> widths_;             // of each column, in a terminal's cells
  std::vector<Row> held_;                       // the header and the rows not yet written
  bool measuring_ = true;
  Row row_;  // used again for each later row
};

}  // namespace weir::stages
