#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "primes/base_primes.hpp"
#include "primes/crossing.hpp"

namespace weir::stages {

/// A segmented sieve of Eratosthenes over any range within 64 bits, eight bits for thirty numbers.
///
/// Within a range it works in pieces that fit the L1 cache: base primes with several multiples in a piece go along from piece to piece in
/// unrolled turns of the wheel; the larger ones are crossed off over the whole range at once, at the price of one division each. The
/// techniques are those of primesieve (https://github.com/kimwalisch/primesieve) and of T. Oliveira e Silva's notes on it.
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
  struct Start;

  [[nodiscard]] Start first_multiple(std::uint32_t quotient, unsigned residue) const noexcept;
  void start_runners(const BasePrimes& base);
  void run_pieces(const BasePrimes& base);
  void cross_off_large(const BasePrimes& base);
  void trim();
  [[nodiscard]] unsigned count_tiny() const noexcept;

  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t first_ = 0;  // the byte of the natural numbers that bits_[0] is
  std::size_t size_ = 0;     // bytes in use
  std::vector<std::uint8_t> bits_;
  std::array<std::vector<Runner>, 8> runners_;  // by the prime's residue
};

}  // namespace weir::stages
