#pragma once

#include <weir/processor.hpp>

#include <cstddef>
#include <numeric>
#include <vector>

#include "catch.hpp"

/// Runs a check with processors of 1, 2 and 8 workers.
template <class Check>
void at_any_workers(Check check) {
  for (const std::size_t workers : {1, 2, 8}) {
    CAPTURE(workers);
    weir::Processor processor({.workers = workers});
    check(processor);
  }
}

inline std::vector<int> up_to(int end) {
  std::vector<int> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}
