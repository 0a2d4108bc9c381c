#pragma once

#include <primesieve.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

/// The primes from `low` to `high`, both included, according to libprimesieve.
inline std::vector<std::uint64_t> oracle_primes(std::uint64_t low, std::uint64_t high) {
  std::vector<std::uint64_t> primes;
  // libprimesieve ends short of 2^64 - 1, after the largest prime within 64 bits, 2^64 - 59.
  constexpr std::uint64_t kLargest = UINT64_MAX - 58;
  if (low <= kLargest) primesieve::generate_primes(low, std::min(high, kLargest), &primes);
  return primes;
}
