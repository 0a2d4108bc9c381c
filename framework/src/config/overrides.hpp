#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// Puts `stage.key=value`, `stage.params.key=value` and `key=value` into the values of a file, as if they stood there; maps on the way are
/// made when absent. Each override becomes one of `texts`, named `--set OVERRIDE`, and the values that come from it have positions in it.
void apply_overrides(Value& root, std::span<const std::string> overrides, std::vector<ConfigText>& texts,
                     std::vector<Diagnostic>& diagnostics);

}  // namespace weir::config
