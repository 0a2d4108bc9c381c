#pragma once

#include <string>
#include <vector>

#include "results.hpp"

namespace weir::bench {

/// One row a rival: case, what its figures are of, weir's median, the rival, its median, weir's over it, the goals, the spreads.
[[nodiscard]] std::string text_table(const std::vector<Comparison>& comparisons);
/// The same for a page, with the machine above it.
[[nodiscard]] std::string markdown_page(const std::vector<Comparison>& comparisons);
/// All figures of all rounds, with the machine.
[[nodiscard]] std::string json(const std::vector<Comparison>& comparisons);

}  // namespace weir::bench
