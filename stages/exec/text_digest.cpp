#include "exec/text_digest.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <fmt/format.h>

#include "split_mix.hpp"

namespace weir::stages {

// Two chains of SplitMix64's mixing function, each from a seed of its own.
TextDigest digest_of(std::string_view text) noexcept {
  constexpr std::uint64_t kFirst = split_mix(1 * kSplitMixStep);
  constexpr std::uint64_t kSecond = split_mix(2 * kSplitMixStep);
  TextDigest digest{kFirst, kSecond};
  const auto mix_in = [&](std::uint64_t word) {
    digest.first = split_mix((digest.first ^ word) + kSplitMixStep);
    digest.second = split_mix((digest.second + word) ^ kFirst);
  };
  const std::size_t size = text.size();
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), sizeof(std::uint64_t)))) {
    std::uint64_t word = 0;  // its lowest byte is the first, as on all machines that weir runs on
    std::memcpy(&word, text.data(), std::min(text.size(), sizeof word));
    mix_in(word);
  }
  mix_in(size);
  return digest;
}

std::string to_string(const TextDigest& digest) {
  return fmt::format("{:016x}{:016x}", digest.first, digest.second);
}

}  // namespace weir::stages
