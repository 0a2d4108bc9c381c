#pragma once

#include <weir/plan.hpp>

#include "plan/draft.hpp"

namespace weir {

/// The plan of a draft in which nothing is wrong: every `auto` and default becomes a number, every input an edge. Factories stay empty.
[[nodiscard]] Plan resolve(const Draft& draft);

}  // namespace weir
