#pragma once

#include <cstddef>
#include <cstdint>

#include "primes/instructions.hpp"

namespace weir::stages {

/// The largest prime of the pre-sieve; the smallest is 7.
inline constexpr std::uint32_t kLastPresieved = 163;

/// `presieve` writes whole steps of this many bytes.
inline constexpr std::size_t kPresieveStep = 512;

/// Writes the sieve's bytes from `first` on, `size` of them rounded up to whole steps, with a 1 for each number that no prime from 7 to
/// `kLastPresieved` divides. Those primes themselves are crossed off as well.
///
/// The multiples of small primes are periodic patterns, made at compile time: the sieve begins as their bitwise AND, which costs far less
/// than crossing off each multiple. Two or three primes share a pattern, whose period in bytes is their product. The idea is primesieve's
/// (https://github.com/kimwalisch/primesieve, PreSieve).
void presieve(std::uint8_t* out, std::size_t size, std::uint64_t first, Instructions instructions = best_instructions());

}  // namespace weir::stages
