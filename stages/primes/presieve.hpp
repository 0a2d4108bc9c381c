#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace weir::stages {

/// The multiples of the smallest primes as repeating patterns: a piece of the sieve with them crossed off is the patterns' conjunction,
/// which costs far less than crossing off each. A pattern is shared by two or three primes and repeats after as many bytes as their
/// product. The idea is primesieve's (https://github.com/kimwalisch/primesieve, PreSieve).
///
/// Immutable once made, so any number of threads may read one.
class Presieve {
 public:
  /// `fill` writes whole steps of this many bytes.
  static constexpr std::size_t kStep = 512;

  Presieve();

  /// Writes the sieve's bytes from `first` on, `size` of them rounded up to whole steps, with a 1 for each number that no prime of
  /// `primes()` divides. Those primes themselves are crossed off as well.
  void fill(std::uint8_t* out, std::size_t size, std::uint64_t first) const;

  /// The primes that are dealt with here: all from 7 to the last, ascending.
  [[nodiscard]] static std::span<const std::uint8_t> primes() noexcept;

 private:
  std::vector<std::vector<std::uint8_t>> patterns_;  // of one period and a step more, so that a step never wraps
};

}  // namespace weir::stages
