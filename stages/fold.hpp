#pragma once

#include <cstdint>

namespace weir::stages {

inline constexpr std::uint64_t kFoldOdd1 = 0x9E3779B97F4A7C15U;  // 2^64 divided by the golden ratio
inline constexpr std::uint64_t kFoldOdd2 = 0xD6E8FEB86659FD93U;

/// Multiplies two numbers and folds the halves of the product, so that every bit of both affects every bit of the result: the mixing step
/// of wyhash (Wang Yi).
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Product = unsigned __int128;
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace weir::stages
