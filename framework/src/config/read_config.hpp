#pragma once

#include <weir/config.hpp>

namespace weir::config {

/// Takes the settings of a pipeline out of the values of its file. What is wrong with their form goes to `config.diagnostics`; a setting
/// that could not be read has a position and no value.
void read_config(const Value& root, PipelineConfig& config);

}  // namespace weir::config
