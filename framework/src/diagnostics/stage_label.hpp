#pragma once

#include <cstddef>
#include <string>

#include <weir/config.hpp>

namespace weir::diagnostics {

/// How messages name a stage: `stage 'count'`, or `stage 3` (from 1) when it has no name to go by.
[[nodiscard]] std::string stage_label(const std::optional<std::string>& name, std::size_t index);

}  // namespace weir::diagnostics
