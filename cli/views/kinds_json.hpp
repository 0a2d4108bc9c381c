#pragma once

#include <span>
#include <string>

#include <weir/registry.hpp>

namespace weir::cli {

/// Kinds as `weir kinds --json` shows them: everything that their pages say.
[[nodiscard]] std::string kinds_json(std::span<const Kind* const> kinds);

}  // namespace weir::cli
