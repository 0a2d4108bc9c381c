#pragma once

#include <vector>

#include <weir/plan.hpp>

#include "plan/draft.hpp"

namespace weir::plan {

/// The plan of a draft in which nothing is wrong: every `auto` and default becomes a number, every input an edge. `factories` are those of
/// its stages.
[[nodiscard]] Plan resolve(const Draft& draft, std::vector<StageFactory> factories);

}  // namespace weir::plan
