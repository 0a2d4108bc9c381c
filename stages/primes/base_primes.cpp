#include "primes/base_primes.hpp"

#include <algorithm>
#include <cmath>

#include "primes/presieve.hpp"
#include "primes/sieve.hpp"
#include "system/huge_pages.hpp"

namespace weir::stages {

namespace {

// Below this a plain sieve is as fast.
constexpr std::uint32_t kPlain = 1000;

void sieve_plainly(std::uint32_t limit, std::vector<std::uint8_t>& bits) {
  std::vector<bool> composite(limit + 1);
  bits.resize(limit / 30 + 1);
  for (std::uint32_t n = 2; n <= limit; ++n) {
    if (composite[n]) continue;
    for (std::uint32_t multiple = n * n; multiple <= limit; multiple += n) composite[multiple] = true;
    if (n > 5) bits[n / 30] |= bit_of(n);
  }
}

void sieve_by_slabs(std::uint32_t limit, std::vector<std::uint8_t>& bits, const Stopping& stopping) {
  const BasePrimes base(limit);
  Sieve sieve;
  for (sieve.start(base, 0, limit); sieve.next();) {
    if (stopping && stopping()) return;
    const auto bytes = sieve.bits().bytes;
    bits.insert(bits.end(), bytes.begin(), bytes.end());
  }
}

}  // namespace

std::uint32_t integer_root(std::uint64_t n) noexcept {
  auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(n)));  // off by one at most: a double has too few bits
  root = std::min<std::uint64_t>(root, UINT32_MAX);
  while (root * root > n) --root;
  while (root < UINT32_MAX && (root + 1) * (root + 1) <= n) ++root;
  return static_cast<std::uint32_t>(root);
}

BasePrimes::BasePrimes(std::uint64_t to, const Stopping& stopping) : limit_(integer_root(to)) {
  bits_.reserve(limit_ / 30 + 8);
  prefer_huge_pages(bits_.data(), bits_.capacity());
  if (limit_ < kPlain)
    sieve_plainly(std::max(limit_, kLastPresieved), bits_);
  else
    sieve_by_slabs(limit_, bits_, stopping);
  bits_.resize((bits_.size() + 7) / 8 * 8);
}

}  // namespace weir::stages
