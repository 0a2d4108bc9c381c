#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weir/config.hpp>
#include <weir/error.hpp>

#include "diagnostics/what_of.hpp"

namespace weir {

using diagnostics::what_of;

namespace {

std::vector<Diagnostic>& in_order(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  return diagnostics;
}

}  // namespace

ConfigError::ConfigError(std::vector<Diagnostic> diagnostics, std::span<const ConfigText> texts)
    : Error(render(in_order(diagnostics), texts)), diagnostics_(std::move(diagnostics)) {}

StageError::StageError(std::string stage, std::size_t replica, std::exception_ptr cause)
    : Error(fmt::format("stage '{}', replica {}: {}", stage, replica, what_of(cause))),
      stage_(std::move(stage)),
      replica_(replica),
      cause_(std::move(cause)) {}

}  // namespace weir
