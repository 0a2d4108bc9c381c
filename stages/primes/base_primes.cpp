#include "primes/base_primes.hpp"

#include <algorithm>
#include <cmath>

#include "primes/sieve.hpp"

namespace weir::stages {

namespace {

// Below this a sieve that needs no other primes is as good.
constexpr std::uint32_t kPlain = 65536;

// The sieve of Eratosthenes as it is told to children.
std::vector<std::uint8_t> plain_sieve(std::uint32_t limit) {
  std::vector<bool> composite(limit + 1);
  std::vector<std::uint8_t> bits(limit / 30 + 1);
  for (std::uint32_t n = 2; n <= limit; ++n) {
    if (composite[n]) continue;
    for (std::uint64_t multiple = std::uint64_t{n} * n; multiple <= limit; multiple += n) composite[multiple] = true;
    if (n > 5) bits[n / 30] |= bit_of(n);
  }
  return bits;
}

std::vector<std::uint8_t> sieve_bits(std::uint32_t limit) {
  if (limit < kPlain) return plain_sieve(limit);
  constexpr std::uint64_t kPiece = 30U << 18U;
  const BasePrimes base(limit);
  Sieve sieve;
  std::vector<std::uint8_t> bits;
  bits.reserve(limit / 30 + 8);
  for (std::uint64_t low = 0; low <= limit; low += kPiece) {
    sieve.run(base, low, std::min<std::uint64_t>(low + kPiece - 1, limit));
    bits.insert(bits.end(), sieve.bits().begin(), sieve.bits().end());
  }
  return bits;
}

void clear_presieved(std::vector<std::uint8_t>& bits) {
  for (const std::uint32_t prime : Presieve::primes()) {
    if (prime / 30 < bits.size()) bits[prime / 30] &= static_cast<std::uint8_t>(~bit_of(prime));
  }
}

}  // namespace

std::uint32_t integer_root(std::uint64_t n) noexcept {
  auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(n)));  // off by one at most, for want of bits in a double
  root = std::min<std::uint64_t>(root, UINT32_MAX);
  while (root * root > n) --root;
  while (root < UINT32_MAX && (root + 1) * (root + 1) <= n) ++root;
  return static_cast<std::uint32_t>(root);
}

BasePrimes::BasePrimes(std::uint64_t to) : limit_(integer_root(to)), bits_(sieve_bits(limit_)) {
  clear_presieved(bits_);
  bits_.resize((bits_.size() + 7) / 8 * 8);
}

}  // namespace weir::stages
