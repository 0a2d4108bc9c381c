#pragma once

#include "format/json.hpp"

namespace weir::cli {

/// The JSON Schema of `tests`, the cases of `weir test`.
[[nodiscard]] Json tests_schema();

}  // namespace weir::cli
