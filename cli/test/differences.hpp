#pragma once

#include <string>

#include "test/captured_rows.hpp"
#include "test/test_case.hpp"

namespace weir::cli {

/// How what came differs from what was expected: lines for people, with the first rows that differ side by side. Empty where it does not.
/// Requires: what came has the columns that are expected.
[[nodiscard]] std::string differences(const ExpectedRows& expected, const CapturedRows& came);

}  // namespace weir::cli
