#include "primes/base_primes.hpp"

#include "catch.hpp"
#include "oracle.hpp"
#include "primes/wheel.hpp"

using weir::stages::BasePrimes;
using weir::stages::integer_root;

namespace {

std::vector<std::uint64_t> listed(const BasePrimes& base, std::uint32_t first, std::uint32_t last) {
  std::vector<std::uint64_t> primes;
  base.for_each(first, last, [&](std::uint32_t quotient, unsigned residue) {
    primes.push_back(30 * std::uint64_t{quotient} + weir::stages::kResidues[residue]);
  });
  return primes;
}

}  // namespace

TEST_CASE("The integer root is exact on both sides of every square") {
  for (const std::uint64_t root : {1ULL, 2ULL, 3ULL, 1000ULL, 65535ULL, 65536ULL, 94906265ULL, 94906267ULL, 4294967294ULL, 4294967295ULL}) {
    CHECK(integer_root(root * root) == root);
    CHECK(integer_root(root * root - 1) == root - 1);
    CHECK(integer_root(root * root + 1) == root);
  }
  CHECK(integer_root(0) == 0);
  CHECK(integer_root(UINT64_MAX) == UINT32_MAX);
}

TEST_CASE("Base primes are those from 7 up to the root") {
  for (const std::uint64_t limit :
       {0ULL, 1ULL, 10ULL, 163ULL, 167ULL, 999ULL, 1'000ULL, 1'001ULL, 65'537ULL, 1'000'003ULL, 31'622'776ULL}) {
    INFO("limit " << limit);
    const BasePrimes base(limit * limit);
    CHECK(base.limit() == limit);
    CHECK((listed(base, 0, base.limit()) == oracle_primes(7, limit)));
  }
}

TEST_CASE("Base primes can be listed from and to any number") {
  const BasePrimes base(std::uint64_t{100'000} * 100'000);
  for (std::uint32_t first = 0; first < 2'000; first += 7) {
    const std::uint32_t last = 3 * first + 100;
    INFO(first << " to " << last);
    REQUIRE((listed(base, first, last) == oracle_primes(std::max<std::uint32_t>(first, 7), last)));
  }
}
