#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <weir/rows.hpp>

namespace weir::stages {

/// Hashes of rows, the same on every machine and in every run. Rows with the same values have the same hash, whatever the slices that they
/// are in. One thread at a time.
class RowHasher {
 public:
  /// Hashes of some columns. Another seed makes others of the same rows.
  RowHasher(std::vector<std::size_t> columns, std::uint64_t seed) : columns_(std::move(columns)), seed_(seed) {}

  /// One hash for each row; they live until the next call. Requires: the slice has the columns.
  [[nodiscard]] std::span<const std::uint64_t> hash(const Rows& slice) &;

 private:
  const std::vector<std::size_t> columns_;
  const std::uint64_t seed_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace weir::stages
