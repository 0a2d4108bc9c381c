#pragma once

#include <string>

#include <weir/plan.hpp>

namespace weir::cli {

/// A plan as `weir check` shows it: every stage with its numbers resolved, every edge, and the bound.
[[nodiscard]] std::string plan_text(const Plan& plan);

}  // namespace weir::cli
