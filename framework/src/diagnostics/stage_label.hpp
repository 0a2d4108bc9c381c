#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// How messages name a stage: `stage 'count'`, or `stage 3` (from 1) when it has no name.
[[nodiscard]] std::string stage_label(std::string_view name, std::size_t index);

}  // namespace weir::diagnostics
