#include "primes/sieve.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "catch.hpp"
#include "oracle.hpp"

using weir::stages::BasePrimes;
using weir::stages::Sieve;

namespace {

std::vector<std::uint64_t> sieved(const BasePrimes& base, std::uint64_t low, std::uint64_t high) {
  static Sieve sieve;  // one for all, as a replica has, so that what one run leaves behind would show in the next
  std::vector<std::uint64_t> primes;
  std::uint64_t count = 0;
  for (sieve.start(base, low, high); sieve.next();) {
    sieve.append_to(primes);
    count += sieve.count();
  }
  CHECK(count == primes.size());
  return primes;
}

// Random ranges that end at `top` or before, of widths from 1 to `widest`, small ones as often as large.
void compare_ranges(std::uint64_t top, std::uint64_t widest, int rounds) {
  const BasePrimes base(top);
  std::mt19937_64 random(top);
  std::uniform_real_distribution<double> exponent(0, std::log2(static_cast<double>(widest)));
  for (int i = 0; i < rounds; ++i) {
    const auto width = static_cast<std::uint64_t>(std::exp2(exponent(random)));
    const std::uint64_t high = i == 0 ? top : std::max<std::uint64_t>(width, top - random() % (top / 100 + 1));
    const std::uint64_t low = high - width;
    INFO(low << " to " << high);
    REQUIRE((sieved(base, low, high) == oracle_primes(low, high)));
  }
}

}  // namespace

TEST_CASE("Every range within 0 to 10 000 that is a few numbers wide has the right primes") {
  const BasePrimes base(10'100);
  const auto all = oracle_primes(0, 10'100);
  for (std::uint64_t low = 0; low <= 10'000; ++low) {
    for (const std::uint64_t width : {0U, 1U, 2U, 5U, 29U, 30U, 31U, 97U}) {
      const std::uint64_t high = low + width;
      const std::vector<std::uint64_t> expected(std::lower_bound(all.begin(), all.end(), low),
                                                std::upper_bound(all.begin(), all.end(), high));
      INFO(low << " to " << high);
      REQUIRE((sieved(base, low, high) == expected));
    }
  }
}

TEST_CASE("Every range that begins at 0 and ends by 10 000 has the right primes") {
  const BasePrimes base(10'000);
  const auto all = oracle_primes(0, 10'000);
  for (std::uint64_t high = 0; high <= 10'000; ++high) {
    INFO("0 to " << high);
    REQUIRE((sieved(base, 0, high) == std::vector<std::uint64_t>(all.begin(), std::upper_bound(all.begin(), all.end(), high))));
  }
}

TEST_CASE("Base primes for exactly the end of a range are enough") {
  for (std::uint64_t high = 0; high <= 1'000'000; high += high < 300 ? 1 : 4'999) {
    INFO("0 to " << high);
    REQUIRE((sieved(BasePrimes(high), 0, high) == oracle_primes(0, high)));
  }
  for (const std::uint64_t root : {167ULL, 173ULL, 1009ULL, 131071ULL}) {  // the square of a prime just in, just out
    for (const std::uint64_t high : {root * root - 1, root * root, root * root + 1}) {
      INFO("up to " << high);
      REQUIRE((sieved(BasePrimes(high), high - 1000, high) == oracle_primes(high - 1000, high)));
    }
  }
}

TEST_CASE("Random ranges of small numbers have the right primes") {
  compare_ranges(1'000'000, 1'000'000, 300);
}

TEST_CASE("Random ranges around 2^32 have the right primes") {
  compare_ranges((std::uint64_t{1} << 32U) + 1'000'000, 8'000'000, 60);
}

TEST_CASE("Random ranges around 10^12 have the right primes") {
  compare_ranges(1'000'000'000'000, 8'000'000, 40);
}

TEST_CASE("Random ranges around 10^15 have the right primes") {
  compare_ranges(1'000'000'000'000'000, 20'000'000, 12);
}

TEST_CASE("A range of several slabs has the right primes wherever it begins") {
  const std::uint64_t slab = 30 * 262'144;
  for (const std::uint64_t middle : {slab + 17, std::uint64_t{10'000'000'000}, std::uint64_t{1} << 40U}) {
    const BasePrimes base(middle + 2 * slab);
    for (const std::uint64_t offset : {0U, 1U, 29U, 30U, 31U, 240U, 1'000'003U}) {
      const std::uint64_t low = middle - offset;
      INFO(low << " and two slabs on");
      REQUIRE((sieved(base, low, low + 2 * slab - offset % 3) == oracle_primes(low, low + 2 * slab - offset % 3)));
    }
  }
}

TEST_CASE("Ranges around 2^63 and up to 2^64 have the right primes") {
  const BasePrimes base(UINT64_MAX);
  for (const std::uint64_t low : {(std::uint64_t{1} << 63U) - 1'234'567, UINT64_MAX - 9'999'999}) {
    const std::uint64_t high = low + 9'999'999;
    INFO(low << " to " << high);
    REQUIRE((sieved(base, low, high) == oracle_primes(low, high)));
  }
}

TEST_CASE("A sieve that is told to stop does so before it is through the base primes") {
  const BasePrimes base(std::uint64_t{1} << 56U);
  Sieve sieve;
  int looks = 0;
  sieve.start(base, (std::uint64_t{1} << 56U) - 1'000'000, std::uint64_t{1} << 56U, [&looks] { return ++looks == 3; });
  CHECK(looks == 3);
}

TEST_CASE("A range of a billion has the right count, however it is cut") {
  constexpr std::uint64_t kTo = 1'000'000'000;
  const BasePrimes base(kTo);
  Sieve sieve;
  for (const std::uint64_t size : {std::uint64_t{30} << 18U, std::uint64_t{123'456'789}}) {
    std::uint64_t total = 0;
    for (std::uint64_t low = 0; low <= kTo; low += size) {
      for (sieve.start(base, low, std::min(low + size - 1, kTo)); sieve.next();) total += sieve.count();
    }
    CHECK(total == 50'847'534);
  }
}
