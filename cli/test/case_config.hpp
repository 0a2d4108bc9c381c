#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weir/config.hpp>
#include <weir/error_scope.hpp>
#include <weir/registry.hpp>

#include "test/given_text.hpp"
#include "test/test_case.hpp"

namespace weir::cli {

/// The pipeline that a case runs: the stages of the config between what it gives and what it expects, with sources of what is given before
/// them, and sinks that keep what comes after them. What else would read these stages is thrown away.
struct CaseConfig {
  PipelineConfig config;
  std::vector<std::string> captures;              ///< the names of the sinks, in the order of `TestCase::expected`
  std::vector<std::unique_ptr<GivenText>> texts;  ///< the files that it reads
};

/// Makes it. What cannot be said before it is planned goes to `errors`. Requires: the config has no errors of its own.
[[nodiscard]] CaseConfig make_case_config(const PipelineConfig& config, const TestCase& test, const Registry& registry,
                                          const ErrorScope& errors);

}  // namespace weir::cli
