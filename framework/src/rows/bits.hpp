#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <weir/column_values.hpp>

namespace weir::rows {

/// How many words a bitmap of `size` bits takes.
[[nodiscard]] constexpr std::size_t words_for(std::size_t size) noexcept {
  return (size + 63) / 64;
}

/// One bit of a bitmap.
[[nodiscard]] inline bool bit(std::span<const std::uint64_t> words, std::size_t at) noexcept {
  return (words[at / 64] >> (at % 64) & 1U) != 0;
}

/// A bitmap as memory that columns share.
[[nodiscard]] inline Buffer shared(std::vector<std::uint64_t> words) {
  const auto kept = std::make_shared<const std::vector<std::uint64_t>>(std::move(words));
  return {std::shared_ptr<const void>(kept, kept->data()), kept->size() * sizeof(std::uint64_t)};
}

}  // namespace weir::rows
