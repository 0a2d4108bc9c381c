#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "primes/base_primes.hpp"
#include "primes/crossing.hpp"
#include "primes/far_multiples.hpp"

namespace weir::stages {

/// A segmented sieve of Eratosthenes over any range within 64 bits, eight bits for thirty numbers.
///
/// Each base prime costs a division to find its first multiple in the range, and is then crossed off by one of three ways, so that there
/// are many multiples to a look at a prime, in memory that is near: small ones in pieces that fit the L1 cache, middling ones in slabs of
/// several pieces that fit the L2 cache, both in unrolled turns of the wheel; large ones one by one, sorted by slab. The techniques are
/// those of primesieve (https://github.com/kimwalisch/primesieve).
///
/// Keeps its memory between runs. One thread at a time.
class Sieve {
 public:
  /// Sieves the numbers from `low` to `high`, both included. Requires `low` ≤ `high` and `high` < (base.limit() + 1)².
  void run(const BasePrimes& base, std::uint64_t low, std::uint64_t high);

  /// How many primes the range has.
  [[nodiscard]] std::uint64_t count() const noexcept;
  /// Them, ascending, in place of what `primes` held.
  void extract(std::vector<std::uint64_t>& primes) const;
  /// The range's bytes, from the one that holds `low`; 2, 3 and 5 have no bits.
  [[nodiscard]] std::span<const std::uint8_t> bits() const noexcept { return {bits_.data(), size_}; }

 private:
  using Runners = std::array<std::vector<Runner>, 8>;  // by the prime's residue

  struct Start;

  [[nodiscard]] Start first_multiple(std::uint32_t quotient, unsigned residue) const noexcept;
  void start(const BasePrimes& base);
  void start_runners(const BasePrimes& base, std::uint32_t first, std::uint32_t last, Runners& runners) const;
  void start_large(const BasePrimes& base);
  void sieve_slab(const BasePrimes& base, std::size_t begin, std::size_t size);
  void cross_off_large(std::size_t slab);
  void trim();
  [[nodiscard]] unsigned count_tiny() const noexcept;

  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t first_ = 0;  // the byte of the natural numbers that bits_[0] is
  std::size_t size_ = 0;     // bytes in use
  std::vector<std::uint8_t> bits_;
  Runners small_;
  Runners middling_;
  FarMultiples large_;
};

}  // namespace weir::stages
