#pragma once

#include <string>

#include <weir/registry.hpp>

namespace weir::cli {

/// Everything that a kind says about itself, as `weir kinds NAME` shows it.
[[nodiscard]] std::string kind_page(const Kind& kind);

}  // namespace weir::cli
