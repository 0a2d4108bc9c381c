#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "primes/presieve.hpp"
#include "primes/wheel.hpp"

namespace weir::stages {

/// The largest integer whose square is at most `n`.
[[nodiscard]] std::uint32_t integer_root(std::uint64_t n) noexcept;

/// The primes that a sieve up to `to` crosses off with: those up to √to, one bit for each number that 2, 3 and 5 do not divide. 143 MB
/// serve the whole of 64 bits. Beside them the patterns of the smallest ones.
///
/// Immutable once made, so any number of threads may read one.
class BasePrimes {
 public:
  /// Throws `std::bad_alloc` when √to / 30 bytes are not to be had.
  explicit BasePrimes(std::uint64_t to);

  /// √to: a range that ends at `to` or before can be sieved with these.
  [[nodiscard]] std::uint32_t limit() const noexcept { return limit_; }
  [[nodiscard]] const Presieve& presieve() const noexcept { return presieve_; }

  /// Calls `use(quotient, residue)` in ascending order for each prime from `first` to `last` that the pre-sieve has not dealt with: the
  /// prime is 30·quotient + kResidues[residue].
  template <class Use>
  void for_each(std::uint32_t first, std::uint32_t last, Use use) const;

 private:
  std::uint32_t limit_;
  Presieve presieve_;
  std::vector<std::uint8_t> bits_;  // laid out as the sieve's, in whole words
};

template <class Use>
void BasePrimes::for_each(std::uint32_t first, std::uint32_t last, Use use) const {
  for (std::size_t byte = std::size_t{8} * (first / 240); byte < bits_.size() && 30 * byte <= last; byte += 8) {
    for (std::uint64_t rest = load_word(bits_.data() + byte); rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(rest));
      const std::size_t quotient = byte + bit / 8;
      const std::size_t prime = 30 * quotient + kResidues[bit % 8];
      if (prime < first) continue;
      if (prime > last) return;
      use(static_cast<std::uint32_t>(quotient), bit % 8);
    }
  }
}

}  // namespace weir::stages
