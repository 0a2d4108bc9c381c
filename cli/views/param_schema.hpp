#pragma once

#include <memory>
#include <vector>

#include <weir/kind_info.hpp>

#include "format/json.hpp"

namespace weir::cli {

/// `(?![\s\S])` is the end of the text; `$` also matches before a final line feed in some dialects.
inline constexpr const char* kPathPattern = R"(^[^\u0000]*(?![\s\S]))";

/// The JSON Schema of a map of params. It refers to `#/$defs/duration` and `#/$defs/size`.
[[nodiscard]] Json params_schema(const std::vector<std::shared_ptr<ParamInfo>>& params);
/// Of one path.
[[nodiscard]] Json path_schema();

}  // namespace weir::cli
