#pragma once

#include <weir/config.hpp>
#include <weir/error.hpp>
#include <weir/plan.hpp>
#include <weir/registry.hpp>

#include <string>

namespace weir::testing {

/// What is wrong with a config, a line each as `line:column: message`; empty when nothing is.
inline std::string plan_errors(const std::string& yaml, const Registry& registry) {
  std::string text;
  try {
    static_cast<void>(make_plan(PipelineConfig::from_string(yaml, "f.yaml"), registry));
  } catch (const ConfigError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics())
      text +=
          std::to_string(diagnostic.position.line) + ':' + std::to_string(diagnostic.position.column) + ": " + diagnostic.message() + '\n';
  }
  return text;
}

}  // namespace weir::testing
