#pragma once

// What the kinds that find primes push: the primes of a segment, and their number.
// Plain values, for any thread.

#include <cstdint>
#include <vector>

#include <weir/item.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace stages {

/// The primes of one segment.
struct PrimeBlock {
  std::uint64_t low = 0;              ///< the segment's ends
  std::uint64_t high = 0;             ///< included
  std::uint64_t count = 0;            ///< of primes
  std::vector<std::uint64_t> primes;  ///< ascending; empty when only counts were asked for
};

/// How many primes there were in all.
struct PrimeCount {
  std::uint64_t count = 0;  ///< of primes
};

/// With its primes.
[[nodiscard]] inline std::size_t footprint(const PrimeBlock& block) noexcept {
  return sizeof block - sizeof(std::vector<std::uint64_t>) + footprint_of(block.primes);
}
inline void describe(ItemDescription<PrimeBlock>& d) {
  d.name("PrimeBlock").column("from", &PrimeBlock::low).column("to", &PrimeBlock::high).column("count", &PrimeBlock::count);
}
inline void describe(ItemDescription<PrimeCount>& d) {
  d.name("PrimeCount").column("count", &PrimeCount::count);
}

}  // namespace stages
}  // namespace weir
#pragma GCC visibility pop
