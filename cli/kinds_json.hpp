#pragma once

#include <span>
#include <string>

#include <weir/registry.hpp>

namespace weir::cli {

/// What `weir kinds --json` says of kinds: all that their pages say.
[[nodiscard]] std::string kinds_json(std::span<const Kind* const> kinds);

}  // namespace weir::cli
