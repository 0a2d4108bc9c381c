#include "rows/failed_rows.hpp"

#include <algorithm>

namespace weir::stages {

std::vector<FailedRow> each_once(std::vector<FailedRow> failed) {
  std::stable_sort(failed.begin(), failed.end(), [](const FailedRow& a, const FailedRow& b) { return a.row < b.row; });
  const auto same = [](const FailedRow& a, const FailedRow& b) { return a.row == b.row; };
  failed.erase(std::unique(failed.begin(), failed.end(), same), failed.end());
  return failed;
}

std::vector<std::uint32_t> all_but(std::span<const FailedRow> failed, std::size_t rows) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (!failed.empty() && failed.front().row == row)
      failed = failed.subspan(1);
    else
      kept.push_back(row);
  }
  return kept;
}

}  // namespace weir::stages
