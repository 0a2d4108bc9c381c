#pragma once

#include <cstdint>
#include <memory>

#include <weir/item.hpp>

#include "primes/base_primes.hpp"

namespace weir::stages {

/// A range of numbers to be sieved, both ends included, with all that this takes.
struct PrimeSegment {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::shared_ptr<const BasePrimes> base;  ///< one for the whole run; never null
};

/// Without the base primes, of which there is one set for the whole run.
[[nodiscard]] inline std::size_t footprint(const PrimeSegment& segment) noexcept {
  return sizeof segment;
}
inline void describe(ItemDescription<PrimeSegment>& d) {
  d.name("PrimeSegment").column("from", &PrimeSegment::low).column("to", &PrimeSegment::high);
}

}  // namespace weir::stages
