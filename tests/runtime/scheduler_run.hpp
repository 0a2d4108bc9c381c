#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "catch.hpp"
#include "plan_builder.hpp"
#include "runtime/engine.hpp"
#include "simulation/nested_threads.hpp"

namespace weir::testing {

/// Numbers up to a count, one a call.
class Counts final : public Source<int> {
 public:
  explicit Counts(int count) : count_(count) {}
  Next produce(Output<int>& out) override {
    out.push(next_);
    return ++next_ < count_ ? Next::again : Next::done;
  }

 private:
  int count_;
  int next_ = 0;
};

/// Notes the order in which its replicas, of whatever stage, are called.
class Notes final : public Sink<int> {
 public:
  Notes(std::string& order, char name) : order_(order), name_(name) {}
  void consume(std::span<int>) override { order_ += name_; }

 private:
  std::string& order_;
  char name_;
};

inline auto counts(int count) {
  return [=] { return std::make_unique<Counts>(count); };
}
inline auto notes(std::string& order, char name) {
  return [&order, name] { return std::make_unique<Notes>(order, name); };
}

/// A source and a sink, whose calls all cost the same.
struct Alike {
  Alike(std::size_t threads, runtime::Nanoseconds its_cost, std::size_t replicas = 2)
      : cost(its_cost),
        plan(PlanBuilder(threads)
                 .stage("numbers", {}, counts(1'000))
                 .stage("sink", {.inputs = {"numbers"}, .replicas = replicas, .queue_depth = 2}, notes(order, 's'))
                 .plan()),
        lent(plan, threads),
        engine(plan, lent) {
    lent.in_call = [this] {
      lent.time.advance(cost);
      if (order.size() >= 300 && !std::exchange(answered_, true)) answer();
      if (during_call) during_call();
    };
  }

  void all() {
    lent.start(engine);
    while (lent.lend()) continue;
    REQUIRE(engine.done());
    CHECK(order.size() == engine.report(false).stages[1].items_in);
  }

  /// Whether the run is past its beginning, where nobody knows what anything costs, and not yet near its end.
  [[nodiscard]] bool steady() const { return order.size() > 300 && order.size() < 900; }

  runtime::Nanoseconds cost;
  std::string order;
  const Plan plan;
  simulation::NestedThreads lent;
  runtime::Engine engine;
  std::function<void()> during_call;

 private:
  // Threads that were requested at first would stand for those requested later.
  void answer() {
    while (lent.lend()) continue;
  }
  bool answered_ = false;
};

}  // namespace weir::testing
