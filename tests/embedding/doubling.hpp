#pragma once

#include <weir/pipeline.hpp>

#include <cstddef>

/// numbers -> double them -> results, with an inlet and an outlet of that capacity.
inline weir::Pipeline doubling(std::size_t capacity, const weir::StageOptions& options = {}) {
  weir::Pipeline pipeline("doubling");
  const auto numbers = pipeline.inlet<int>("numbers", capacity);
  pipeline.outlet(pipeline.map(
                      numbers, "double", [](int n) { return 2 * n; }, options),
                  "results", capacity);
  return pipeline;
}
