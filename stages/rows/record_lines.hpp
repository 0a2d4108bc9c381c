#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace weir::stages {

/// How many lines a text has; the last one may lack its line end.
[[nodiscard]] std::uint64_t lines_of(std::string_view text) noexcept;

/// Puts in the place of each position how many lines end before it. Requires: positions ascend, and are below the size of the text.
void count_lines_before(std::string_view text, std::span<std::uint32_t> positions) noexcept;

}  // namespace weir::stages
