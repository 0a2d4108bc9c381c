#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <weir/pipeline.hpp>

#include "plan_builder.hpp"

namespace weir::bench {

using testing::PlanBuilder;

/// Emits the numbers from 0 on.
class Naturals final : public Source<std::uint64_t> {
 public:
  explicit Naturals(std::uint64_t count) : count_(count) {}
  Next produce(Output<std::uint64_t>& out) override {
    while (next_ < count_ && !out.full()) out.push(next_++);
    return next_ < count_ ? Next::again : Next::done;
  }

 private:
  std::uint64_t count_;
  std::uint64_t next_ = 0;
};

/// A transform of one function.
template <class F>
auto mapped(F f) {
  return [f] { return std::make_unique<detail::MapStage<F>>(f); };
}

/// Calls a function with each item. The benchmarks' sinks store their answer in what the function captures by reference.
template <class T, class F>
class ForEach final : public Sink<T> {
 public:
  explicit ForEach(F f) : f_(std::move(f)) {}
  void consume(std::span<T> items) override {
    for (T& item : items) f_(item);
  }

 private:
  F f_;
};

template <class T, class F>
auto for_each(F f) {
  return [f] { return std::make_unique<ForEach<T, F>>(f); };
}

/// Makes an instance of a stage class from its params.
template <class Stage, class Params>
auto stage(Params params) {
  return [params] { return std::make_unique<Stage>(params); };
}

}  // namespace weir::bench
