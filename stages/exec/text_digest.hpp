#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::stages {

/// Stands for a text in less room: different texts have different ones, but for a chance of about 1 in 2^128. Not for texts by somebody who
/// looks for two with the same digest. The same on every machine that weir runs on. A plain value.
struct TextDigest {
  std::uint64_t first = 0;
  std::uint64_t second = 0;

  friend auto operator<=>(const TextDigest&, const TextDigest&) = default;
};

[[nodiscard]] TextDigest digest_of(std::string_view text) noexcept;

/// 32 hexadecimal digits.
[[nodiscard]] std::string to_string(const TextDigest& digest);

}  // namespace weir::stages
