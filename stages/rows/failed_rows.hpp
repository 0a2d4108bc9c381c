#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/rows.hpp>

namespace weir::stages {

// Rows of a slice that cannot be passed on: a `FailedRow` of an expression, or any other with a number, `row`, and a `reason`.

/// Those, by row: of one that is there more than once, the first.
template <class Failed>
[[nodiscard]] std::vector<Failed> each_once(std::vector<Failed> failed) {
  std::stable_sort(failed.begin(), failed.end(), [](const Failed& a, const Failed& b) { return a.row < b.row; });
  failed.erase(std::unique(failed.begin(), failed.end(), [](const Failed& a, const Failed& b) { return a.row == b.row; }), failed.end());
  return failed;
}

/// The other rows of a slice of so many. Requires: `failed` is what `each_once` returned.
template <class Failed>
[[nodiscard]] std::vector<std::uint32_t> all_but(const std::vector<Failed>& failed, std::size_t rows) {
  std::vector<std::uint32_t> kept;
  auto next = failed.begin();
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (next != failed.end() && next->row == row)
      ++next;
    else
      kept.push_back(row);
  }
  return kept;
}

/// Calls `reject(row, reason)` with each row that failed, as a slice of its own, and returns the others.
template <class Failed, class Reject>
[[nodiscard]] std::vector<std::uint32_t> reject_failed(std::vector<Failed> failed, const Rows& slice, Reject reject) {
  failed = each_once(std::move(failed));
  for (const Failed& one : failed) reject(slice.filter(std::span(&one.row, 1)), std::string(one.reason));
  return all_but(failed, slice.size());
}

}  // namespace weir::stages
