#pragma once

#include <string>
#include <vector>

#include "results.hpp"

namespace weir::bench {

/// One row for each rival: the case, what its figures count, weir's median, the rival, its median, the ratio, the goals, the spreads.
[[nodiscard]] std::string text_table(const std::vector<Comparison>& comparisons);
/// The same in Markdown, with the machine above it.
[[nodiscard]] std::string markdown_page(const std::vector<Comparison>& comparisons);
/// All figures of all rounds, with the machine, as JSON.
[[nodiscard]] std::string json(const std::vector<Comparison>& comparisons);

}  // namespace weir::bench
