#pragma once

#include <cstddef>
#include <cstdint>

#include "primes/instructions.hpp"

namespace weir::stages {

/// The largest prime that `presieve` deals with; all from 7 on are.
inline constexpr std::uint32_t kLastPresieved = 163;

/// `presieve` writes whole steps of this many bytes.
inline constexpr std::size_t kPresieveStep = 512;

/// Writes the sieve's bytes from `first` on, `size` of them rounded up to whole steps, with a 1 for each number that no prime from 7 to
/// `kLastPresieved` divides. Those primes themselves are crossed off as well.
///
/// The multiples of small primes are repeating patterns, made when weir is compiled: a piece of the sieve is their conjunction, which costs
/// far less than crossing off each. A pattern is shared by two or three primes and repeats after as many bytes as their product. The idea
/// is primesieve's (https://github.com/kimwalisch/primesieve, PreSieve).
void presieve(std::uint8_t* out, std::size_t size, std::uint64_t first, Instructions instructions = best_instructions());

}  // namespace weir::stages
