#include "system/memory_budget.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/param_value.hpp>

namespace weir::stages {

void MemoryBudget::take(std::uint64_t bytes) {
  const std::uint64_t before = taken_.fetch_add(bytes, std::memory_order_relaxed);
  if (before <= limit_ && bytes <= limit_ - before) return;
  give_back(bytes);
  throw MemoryError(
      fmt::format("it needs more memory than 'memory: {}' allows, which it has used up: raise it", format_value(Size{limit_})));
}

}  // namespace weir::stages
