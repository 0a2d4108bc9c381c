#pragma once

#include <weir/weir.hpp>

#include <mutex>
#include <optional>
#include <string>

#include "catch.hpp"

namespace weir::testing {

inline constexpr int kItems = 1000;

/// Sends `make(0)` to `make(999)` through a pipeline that has other batches at every stage and, when the items can be copied, forks.
/// Returns the sum of `number` over all that arrive, which must be that of 0 to 999.
template <class T>
long travelled(T (*make)(int), int (*number)(const T&), bool fork = false) {
  std::mutex mutex;
  long sum = 0;
  weir::Registry registry;
  registry.source("a.source", [=, next = 0]() mutable -> std::optional<T> {
    if (next == kItems) return std::nullopt;
    return make(next++);
  });
  registry.map("a.map", [](T item) { return item; });
  registry.sink("a.sink", [&](const T& item) {
    const std::scoped_lock lock(mutex);
    sum += number(item);
  });
  std::string yaml =
      "workers: 2\n"
      "stages:\n"
      "  - {name: a, kind: a.source}\n"
      "  - {name: b, kind: a.map, inputs: [a], batch_size: 100, replicas: 2}\n"
      "  - {name: c, kind: a.map, inputs: [b], batch_size: 7, queue_depth: 2}\n"
      "  - {name: d, kind: a.sink, inputs: [c], batch_size: 3, queue_depth: 1}\n";
  if (fork) yaml += "  - {name: e, kind: a.sink, inputs: [b], batch_size: 5}\n";
  CHECK(weir::Pipeline(weir::PipelineConfig::from_string(yaml), registry).run().finished);
  return sum;
}

inline constexpr long kSum = kItems * (kItems - 1) / 2;

}  // namespace weir::testing
