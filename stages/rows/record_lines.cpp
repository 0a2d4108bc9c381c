#include "rows/record_lines.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "rows/byte_matches.hpp"

namespace weir::stages {
namespace {

constexpr std::size_t kBlock = 64;

// Those in 64 bytes, as the bits of a word; behind the text there are none.
std::uint64_t ends_in_block(std::string_view text) noexcept {
  if (text.size() >= kBlock) return stages::matches(text.data(), '\n', '\n');
  std::array<char, kBlock> copy{};
  std::copy(text.begin(), text.end(), copy.begin());
  return stages::matches(copy.data(), '\n', '\n');
}

}  // namespace

std::uint64_t lines_of(std::string_view text) noexcept {
  const auto ends = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (text.empty() || text.back() == '\n' ? 0 : 1);
}

// As many ends at a time as a word has bits, since rows are short, and a search from one to the next would not pay.
void count_lines_before(std::string_view text, std::span<std::uint32_t> positions) noexcept {
  std::uint32_t lines = 0;
  auto next = positions.begin();
  for (std::size_t block = 0; next != positions.end(); block += kBlock) {
    const std::uint64_t ends = ends_in_block(text.substr(block));
    for (; next != positions.end() && *next < block + kBlock; ++next) {
      const std::uint64_t before = (std::uint64_t{1} << (*next - block)) - 1;
      *next = lines + static_cast<std::uint32_t>(std::popcount(ends & before));
    }
    lines += static_cast<std::uint32_t>(std::popcount(ends));
  }
}

}  // namespace weir::stages
