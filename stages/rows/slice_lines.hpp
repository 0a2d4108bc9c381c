#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <weir/rows.hpp>
#include <weir/stages/text_slice.hpp>

namespace weir::stages {

/// Makes a row of each line in slices of text. One thread at a time.
class SliceLines {
 public:
  /// Whether rows have the name of their file, and the number of their line.
  SliceLines(bool file, bool number) : file_(file), number_(number) {}

  [[nodiscard]] static Columns columns(bool file, bool number);
  /// `line`: the number of the line before the slice; becomes that of its last line.
  [[nodiscard]] Rows rows_of(const TextSlice& slice, const std::shared_ptr<const std::string>& name, std::uint64_t& line);

 private:
  bool file_;
  bool number_;
  ColumnBuilder lines_{ColumnType::text};
  ColumnBuilder names_{ColumnType::text};
  ColumnBuilder numbers_{ColumnType::integer};
};

}  // namespace weir::stages
