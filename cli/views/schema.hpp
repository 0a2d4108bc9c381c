#pragma once

#include <string>

#include <weir/registry.hpp>

namespace weir::cli {

/// The JSON Schema (draft 2020-12) of a pipeline's file, with the params of every kind. It covers everything that does not depend on other
/// stages; `weir check` covers the rest.
[[nodiscard]] std::string schema_json(const Registry& registry);

}  // namespace weir::cli
