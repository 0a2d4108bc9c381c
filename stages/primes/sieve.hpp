#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "primes/base_primes.hpp"
#include "primes/buckets.hpp"
#include "primes/prime_bits.hpp"
#include "primes/wheel_turns.hpp"

namespace weir::stages {

/// A segmented sieve of Eratosthenes over any range within 64 bits, eight bits for thirty numbers. It sieves the range slab by slab, so its
/// memory does not grow with the range:
///
///     for (sieve.start(base, low, high); sieve.next();) total += sieve.count();
///
/// After the pre-sieve, each base prime costs a division to find its first multiple in the range, and then its multiples are crossed off in
/// one of three ways, each of which does much work per prime in a near cache: those of small primes in pieces that fit the L1 cache, of
/// medium primes in slabs of several pieces that fit the L2 cache, both by whole turns of the wheel; those of large primes one by one, in a
/// bucket sieve. Small, medium and large are primesieve's (https://github.com/kimwalisch/primesieve).
///
/// Keeps its memory between ranges. One thread at a time.
class Sieve {
 public:
  /// What it holds at most, but for large primes: a slab with what a turn may cross off beyond it, and the small and medium primes, some
  /// 23 000, in lists that grow by doubling.
  static constexpr std::size_t kMostBytes = (std::size_t{1} << 20U) + (std::size_t{640} << 10U);
  /// What large primes take beside that, when ranges of at most `size` numbers, up to `to`, are sieved.
  [[nodiscard]] static std::size_t most_bytes_of_large(std::uint64_t to, std::uint64_t size) noexcept;

  /// Begins the numbers from `low` to `high`, both included. Requires `low` ≤ `high` and `high` < (base.limit() + 1)²; `base` must outlive
  /// the last call of `next`. When `stopping` turned true, there must be no such call.
  void start(const BasePrimes& base, std::uint64_t low, std::uint64_t high, const Stopping& stopping = {});

  /// Sieves the next slab; false when there was none left.
  bool next();

  /// The slab's primes but 2, 3 and 5, which have no bits. Valid until the next call of `start` or `next`.
  [[nodiscard]] PrimeBits bits() const noexcept;
  /// How many primes the slab has.
  [[nodiscard]] std::uint64_t count() const;
  /// Appends them, ascending.
  void append_to(std::vector<std::uint64_t>& primes) const;
  /// How many slabs are left.
  [[nodiscard]] std::size_t slabs_left() const noexcept;

 private:
  using SievingPrimes = std::array<std::vector<SievingPrime>, 8>;  // by residue
  struct FirstMultiple;

  [[nodiscard]] FirstMultiple first_multiple(std::uint32_t quotient, unsigned residue) const noexcept;
  [[nodiscard]] bool may_have_multiple(std::uint64_t prime) const noexcept;
  void make_room(std::uint32_t largest);
  void start_in_turns(std::uint32_t first, std::uint32_t last, std::size_t piece, SievingPrimes& primes) const;
  void start_large(std::uint32_t first, std::uint32_t last, const Stopping& stopping);
  void cross_off_first_turns(SievingPrimes& primes);
  void apply_overrun();
  void cross_off_large();
  void trim();
  template <class Use>
  void for_each_wheel_prime(Use use) const;

  const BasePrimes* base_ = nullptr;
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t first_ = 0;  // the byte of the natural numbers that the range begins with
  std::size_t size_ = 0;     // bytes of the range
  std::size_t begin_ = 0;    // of the slab, from the range's first byte on
  std::size_t end_ = 0;
  std::size_t overrun_ = 0;  // how many bytes a turn may cross off beyond the slab
  std::vector<std::uint8_t> memory_;
  std::uint8_t* bits_ = nullptr;  // the slab in it, with `overrun_` bytes before it and twice that after it
  SievingPrimes small_;
  SievingPrimes medium_;
  Buckets large_;
};

}  // namespace weir::stages
