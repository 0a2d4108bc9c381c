#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "primes/instructions.hpp"

namespace weir::stages {

/// The result of a sieve, laid out as in wheel.hpp: a 1 for each prime, in whole words.
struct PrimeBits {
  std::span<const std::uint8_t> bytes;  ///< a multiple of eight
  std::uint64_t first = 0;              ///< the number that bytes[0] begins with, a multiple of 30
};

/// How many primes there are.
std::uint64_t count_primes(PrimeBits bits, Instructions instructions = best_instructions());

/// Appends the primes, ascending.
void append_primes(PrimeBits bits, std::vector<std::uint64_t>& primes, Instructions instructions = best_instructions());

}  // namespace weir::stages
