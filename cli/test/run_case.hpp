#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <weir/config.hpp>
#include <weir/registry.hpp>

#include "test/test_case.hpp"

namespace weir::cli {

/// What came of a case.
struct CaseResult {
  std::string failure;  ///< why it failed, lines for people; empty where it passed
  std::chrono::nanoseconds took{};
};

/// Plans what a case would run. What is wrong with it goes to `diagnostics`, which may have it already. Requires: the config has no errors
/// of its own.
void check_case(const PipelineConfig& config, const TestCase& test, const Registry& registry, std::vector<Diagnostic>& diagnostics);

/// Runs it. Requires: `check_case` found nothing wrong. Throws `Error` when it cannot be run.
[[nodiscard]] CaseResult run_case(const PipelineConfig& config, const TestCase& test, const Registry& registry);

}  // namespace weir::cli
