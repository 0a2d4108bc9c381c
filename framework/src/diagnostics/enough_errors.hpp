#pragma once

#include <cstddef>
#include <vector>

#include <weir/error.hpp>

namespace weir::diagnostics {

/// How many errors are shown at a time. Checking also stops at about this number, so a hostile file takes no longer than a bad one.
inline constexpr std::size_t kEnoughErrors = 100;

[[nodiscard]] inline bool enough_errors(const std::vector<Diagnostic>& diagnostics) {
  return diagnostics.size() >= kEnoughErrors;
}

}  // namespace weir::diagnostics
