#pragma once

#include <cstdint>

namespace weir::stages {

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) adds this to its state at each step,
/// and returns `split_mix` of the state: the same numbers from a seed on every platform, at any place of the stream.
inline constexpr std::uint64_t kSplitMixStep = 0x9E3779B97F4A7C15U;

constexpr std::uint64_t split_mix(std::uint64_t state) noexcept {
  state = (state ^ (state >> 30U)) * 0xBF58476D1CE4E5B9U;
  state = (state ^ (state >> 27U)) * 0x94D049BB133111EBU;
  return state ^ (state >> 31U);
}

}  // namespace weir::stages
