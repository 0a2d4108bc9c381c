#pragma once

#include <cstdint>

#include "split_mix.hpp"

namespace weir::stages {

/// Random numbers of SplitMix64: the same from a seed on every platform, which the distributions of the standard library do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += kSplitMixStep;
    return split_mix(state_);
  }

  /// 0 to `end` - 1, each about equally often (to one in 2^32).
  std::uint32_t below(std::uint32_t end) noexcept { return static_cast<std::uint32_t>(((next() >> 32U) * end) >> 32U); }

 private:
  std::uint64_t state_;
};

}  // namespace weir::stages
