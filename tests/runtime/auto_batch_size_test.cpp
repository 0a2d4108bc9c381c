// `batch_size: auto`: what the run makes of what it measures. Costs here are sleeps, which may last longer but never shorter than asked.

#include <weir/pipeline.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "plan_builder.hpp"
#include "runtime/item_cost.hpp"

namespace weir::testing {

namespace {

using namespace std::chrono_literals;
using runtime::ItemCost;
using runtime::items_for;

constexpr std::size_t kMost = 512;

bool near(double value, double expected) {
  return std::abs(value - expected) < 0.01 * expected;
}

StageSetup by_itself(const std::string& input) {
  return {.inputs = {input}, .batch_size = kMost, .auto_batch_size = true};
}

// The sizes of the batches that came, and that every item came once and in order.
class Sizes {
 public:
  auto sink(std::chrono::nanoseconds cost = {}) {
    return each([this, cost](std::span<int> items) {
      for (const int item : items) {
        CHECK(item == next_++);
        if (cost.count() > 0) std::this_thread::sleep_for(cost);
      }
      sizes_.push_back(items.size());
    });
  }
  [[nodiscard]] const std::vector<std::size_t>& get() const { return sizes_; }
  [[nodiscard]] std::size_t largest() const { return *std::max_element(sizes_.begin(), sizes_.end()); }
  [[nodiscard]] std::size_t items() const { return std::accumulate(sizes_.begin(), sizes_.end(), std::size_t{0}); }

 private:
  std::vector<std::size_t> sizes_;
  int next_ = 0;
};

auto pass_on(std::chrono::nanoseconds cost = {}) {
  return change([cost](std::span<int> items, Output<int>& out) {
    for (const int item : items) {
      if (cost.count() > 0) std::this_thread::sleep_for(cost);
      out.push(item);
    }
  });
}

/// Numbers whose source knows how many there will be.
class Counted final : public Source<int> {
 public:
  explicit Counted(int count) : count_(count) {}
  Next produce(Output<int>& out) override {
    while (next_ < count_ && !out.full()) out.push(next_++);
    return next_ < count_ ? Next::again : Next::done;
  }
  [[nodiscard]] std::optional<double> progress() const override { return static_cast<double>(next_) / count_; }

 private:
  int count_;
  int next_ = 0;
};

}  // namespace

TEST_CASE("A batch is 100 us of work, up to 200 us where that makes 100 items, and at least one item") {
  CHECK(near(items_for(20), 5000));
  CHECK(near(items_for(500), 200));
  CHECK(near(items_for(1'000), 100));
  CHECK(near(items_for(2'000), 100));
  CHECK(near(items_for(4'000), 50));
  CHECK(near(items_for(20'000), 10));
  CHECK(near(items_for(150'000), 200.0 / 150));
  CHECK(near(items_for(200'000), 1));
  CHECK(near(items_for(20'000'000), 1));
}

TEST_CASE("The cost of an item is an average that forgets what is long past") {
  ItemCost cost;
  CHECK(cost.get() == 0);
  cost.add(1us, 0);
  CHECK(cost.get() == 0);
  cost.add(2us, 3);
  CHECK(near(cost.get(), 1'000));
  for (int call = 0; call < 1'000; ++call) cost.add(100us, 1);
  CHECK(near(cost.get(), 100'000));
  for (int call = 0; call < 1'000; ++call) cost.add(100us, 1'000);
  CHECK(near(cost.get(), 100));
}

TEST_CASE("Auto batches begin with one item, are never larger than all before them, and never larger than the most") {
  Sizes sizes;
  Pipeline(PlanBuilder()
               .stage("numbers", {}, numbers(200'000))
               .stage("pass", by_itself("numbers"), pass_on())
               .stage("sink", by_itself("pass"), sizes.sink())
               .plan())
      .run();
  CHECK(sizes.items() == 200'000);
  CHECK(sizes.get().front() == 1);
  CHECK(sizes.largest() <= kMost);
  std::size_t before = 1;
  bool in_bounds = true;
  for (const std::size_t size : sizes.get()) {
    in_bounds = in_bounds && size <= before;
    before += size;
  }
  CHECK(in_bounds);
}

TEST_CASE("Items that cost their stage more than 200 us come one by one") {
  Sizes sizes;
  Pipeline(PlanBuilder().stage("numbers", {}, numbers(40)).stage("sink", by_itself("numbers"), sizes.sink(250us)).plan()).run();
  CHECK(sizes.get() == std::vector<std::size_t>(40, 1));
}

TEST_CASE("Items that come slowly are not held back, however cheap the stages after the slow one are") {
  Sizes sizes;
  Pipeline(PlanBuilder()
               .stage("numbers", {}, numbers(40))
               .stage("slow", by_itself("numbers"), pass_on(250us))
               .stage("cheap", by_itself("slow"), pass_on())
               .stage("sink", by_itself("cheap"), sizes.sink())
               .plan())
      .run();
  CHECK(sizes.get() == std::vector<std::size_t>(40, 1));
}

TEST_CASE("A cheap stage that reads what a slow one reads is not kept waiting for large batches") {
  Sizes slow;
  Sizes cheap;
  Pipeline(PlanBuilder()
               .stage("numbers", {}, numbers(200))
               .stage("slow", by_itself("numbers"), slow.sink(250us))
               .stage("cheap", by_itself("numbers"), cheap.sink())
               .plan())
      .run();
  CHECK(cheap.items() == 200);
  CHECK(cheap.largest() <= 16);  // what fits in the slow one's queue, and in its and the source's hands, before its first item is measured
}

TEST_CASE("When the source knows how many items there are, every worker gets four batches of them at least") {
  Sizes sizes;
  Pipeline(PlanBuilder(4)
               .stage("counted", {}, [] { return std::make_unique<Counted>(800); })
               .stage("pass", by_itself("counted"), pass_on())
               .stage("sink", by_itself("pass"), sizes.sink())
               .plan())
      .run();
  CHECK(sizes.items() == 800);
  CHECK(sizes.largest() <= 800 / (4 * 4));
}

TEST_CASE("A number of items a batch stays as it is beside auto") {
  Sizes sizes;
  Pipeline(PlanBuilder()
               .stage("numbers", {}, numbers(1'000))
               .stage("pass", by_itself("numbers"), pass_on())
               .stage("sink", {.inputs = {"pass"}, .batch_size = 10}, sizes.sink())
               .plan())
      .run();
  CHECK(sizes.get() == std::vector<std::size_t>(100, 10));
}

}  // namespace weir::testing
