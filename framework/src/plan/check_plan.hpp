#pragma once

#include <weir/plan.hpp>

namespace weir::plan {

/// Refuses a plan that `make_plan` would not return, so that the engine can rely on any plan, also on one that a program put together.
/// Throws `ConfigError` with everything that is wrong.
void check_plan(const Plan& plan);

}  // namespace weir::plan
