#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "text/random.hpp"

namespace weir::stages {

/// Draws 0 to `size` - 1, k with a probability proportional to 1 / (k + 1)^`exponent` (Zipf's law). A draw takes one random number and one
/// lookup: the alias method (Walker 1977) with tables made as by Vose, "A linear algorithm for generating random numbers with a given
/// distribution", IEEE TSE 1991. Uses only arithmetic that IEEE 754 fixes to the last bit, so a seed produces the same draws everywhere.
class Zipf {
 public:
  /// `size` is 1 to 2^32 - 1, `exponent` 0 (all alike) to 10.
  Zipf(std::uint32_t size, double exponent);

  std::uint32_t draw(Random& random) const noexcept {
    const std::uint64_t bits = random.next();
    const auto column = static_cast<std::uint32_t>(((bits >> 32U) * columns_.size()) >> 32U);
    return static_cast<std::uint32_t>(bits) < columns_[column].threshold ? column : columns_[column].alias;
  }

 private:
  struct Column {
    std::uint32_t threshold;  // of 2^32: how often the column stands for itself
    std::uint32_t alias;      // what it stands for otherwise
  };

  std::vector<Column> columns_;
};

}  // namespace weir::stages
