#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weir/plan.hpp>

namespace weir::testing {

/// What the tests of the engine change of a stage.
struct StageSetup {
  std::vector<std::string> inputs{};
  std::size_t replicas = 1;
  std::size_t batch_size = 1;
  bool auto_batch_size = false;  // `batch_size` is the most
  std::size_t queue_depth = 4;
  bool ordered = false;
  std::optional<std::chrono::nanoseconds> batch_wait{};
};

/// Makes plans from stage objects, without YAML and without a registry.
class PlanBuilder {
 public:
  explicit PlanBuilder(std::size_t workers = 2) {
    plan_.name = "test";
    plan_.workers = workers;
  }

  /// `make` returns a `std::unique_ptr` to a new instance of a stage class.
  template <class Make>
  PlanBuilder& stage(const std::string& name, StageSetup setup, Make make) {
    using Stage = typename decltype(make())::element_type;
    PlannedStage stage;
    stage.name = name;
    stage.kind = "test." + name;
    stage.role = detail::role_of<Stage>();
    stage.in = detail::in_type_of<Stage>();
    stage.out = detail::out_type_of<Stage>();
    stage.replicas = setup.replicas;
    stage.ordered = setup.ordered;
    stage.batch_wait = setup.batch_wait;
    stage.factory = StageFactory::of<Stage>(make);
    for (const std::string& input : setup.inputs) connect(input, stage, setup);
    plan_.stages.push_back(std::move(stage));
    return *this;
  }

  PlanBuilder& timeout(std::chrono::nanoseconds timeout) {
    plan_.timeout = timeout;
    return *this;
  }

  [[nodiscard]] Plan plan() const { return plan_; }

 private:
  void connect(const std::string& input, PlannedStage& stage, const StageSetup& setup) {
    for (std::size_t from = 0; from < plan_.stages.size(); ++from) {
      if (plan_.stages[from].name != input) continue;
      stage.in_edges.push_back(plan_.edges.size());
      plan_.stages[from].out_edges.push_back(plan_.edges.size());
      plan_.edges.push_back({from, plan_.stages.size(), setup.batch_size, setup.queue_depth, setup.auto_batch_size});
    }
  }

  Plan plan_;
};

/// Counts up from 0: `count` items, or for ever.
class Numbers final : public Source<int> {
 public:
  explicit Numbers(int count = -1) : count_(count) {}
  Next produce(Output<int>& out) override {
    while (!out.full()) {
      if (next_ == count_) return Next::done;
      out.push(next_++);
    }
    return Next::again;
  }

 private:
  int count_;
  int next_ = 0;
};

/// Calls a function with each batch.
class Each final : public Sink<int> {
 public:
  explicit Each(
      std::function<void(std::span<int>)> consume, std::function<void()> finish = [] {})
      : consume_(std::move(consume)), finish_(std::move(finish)) {}
  void consume(std::span<int> items) override { consume_(items); }
  void finish() override { finish_(); }

 private:
  std::function<void(std::span<int>)> consume_;
  std::function<void()> finish_;
};

/// Calls a function with each batch and its output.
class Change final : public Transform<int, int> {
 public:
  using Process = std::function<void(std::span<int>, Output<int>&)>;
  explicit Change(Process process) : process_(std::move(process)) {}
  void process(std::span<int> items, Output<int>& out) override { process_(items, out); }

 private:
  Process process_;
};

inline auto numbers(int count = -1) {
  return [count] { return std::make_unique<Numbers>(count); };
}
inline auto each(
    std::function<void(std::span<int>)> consume, std::function<void()> finish = [] {}) {
  return [=] { return std::make_unique<Each>(consume, finish); };
}
inline auto change(Change::Process process) {
  return [=] { return std::make_unique<Change>(process); };
}
inline auto pass() {
  return change([](std::span<int> items, Output<int>& out) {
    for (const int item : items) out.push(item);
  });
}

}  // namespace weir::testing
