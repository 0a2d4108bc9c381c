#pragma once

#include <span>
#include <string>
#include <vector>

#include <weir/config.hpp>

namespace weir::diagnostics {

/// Sorts diagnostics by position, and returns them.
const std::vector<Diagnostic>& sort(std::vector<Diagnostic>& diagnostics);

/// As `render`, for diagnostics that are sorted.
[[nodiscard]] std::string render_in_order(std::span<const Diagnostic> sorted, std::span<const ConfigText> texts);

}  // namespace weir::diagnostics
