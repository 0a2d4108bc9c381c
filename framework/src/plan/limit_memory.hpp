#pragma once

#include <weir/plan.hpp>

#include "plan/draft.hpp"

namespace weir::plan {

/// Sets what the edges of a resolved plan may hold: batches whose size is `auto` are kept small where items are large, and `memory` becomes
/// limits of edges and of their batches.
void limit_memory(Plan& plan, const Draft& draft);

}  // namespace weir::plan
