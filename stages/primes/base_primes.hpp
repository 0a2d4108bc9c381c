#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "primes/wheel.hpp"

namespace weir::stages {

/// Asked from time to time during long work: true when its result is no longer wanted. Empty: it always is.
using Stopping = std::function<bool()>;

/// The largest integer whose square is at most `n`.
[[nodiscard]] std::uint32_t integer_root(std::uint64_t n) noexcept;

/// The base primes of a segmented sieve up to `to`: those up to √to, one bit for each number that is coprime to 30. 143 MB are enough
/// for all of 64 bits.
///
/// Immutable once made, so any number of threads may read one.
class BasePrimes {
 public:
  /// Throws `std::bad_alloc` when there are no √to / 30 bytes of memory. The result is useless once `stopping` has returned true.
  explicit BasePrimes(std::uint64_t to, const Stopping& stopping = {});

  /// √to: a range that ends at `to` or before can be sieved with these.
  [[nodiscard]] std::uint32_t limit() const noexcept { return limit_; }

  /// In the layout of the sieve, from 0 on, in whole words; 2, 3 and 5 have no bits. The primes of the pre-sieve are always included.
  [[nodiscard]] std::span<const std::uint8_t> bits() const noexcept { return bits_; }

  /// Calls `use(quotient, residue)` in ascending order for each prime from `first` to `last` but 2, 3 and 5: it is
  /// 30·quotient + kResidues[residue].
  template <class Use>
  void for_each(std::uint32_t first, std::uint32_t last, Use use) const;

 private:
  std::uint32_t limit_;
  std::vector<std::uint8_t> bits_;
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
