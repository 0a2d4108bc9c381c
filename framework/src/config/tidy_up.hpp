#pragma once

#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// Of what is said of a config, takes away what follows from a variable without a value, and the texts of secrets: each wherever it is
/// quoted, and one that is not very short wherever it is.
void tidy_up(std::vector<Diagnostic>& diagnostics, const PipelineConfig& config);

}  // namespace weir::config
