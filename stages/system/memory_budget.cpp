#include "system/memory_budget.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/param_value.hpp>

namespace weir::stages {

void MemoryBudget::take(std::uint64_t bytes) {
  // Nothing is taken for a moment only: what is too much for one thread must not take the place of what fits for another.
  std::uint64_t before = taken_.load(std::memory_order_relaxed);
  do {
    if (bytes > limit_ - before)
      throw MemoryError(
          fmt::format("it needs more memory than 'memory: {}' allows, which it has used up: raise it", format_value(Size{limit_})));
  } while (!taken_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
}

}  // namespace weir::stages
