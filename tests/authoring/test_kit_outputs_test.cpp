// The test kit, for stages with several outputs and stages that reject items.

#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>

#include <numeric>
#include <vector>

#include "catch.hpp"

namespace {

using Halves = weir::Outputs<int, weir::Named<"odd", int>>;

class Halve final : public weir::Transform<int, Halves> {
 public:
  void process(std::span<int> items, weir::Output<Halves>& out) override {
    for (int& item : items) {
      if (item < 0)
        reject(std::move(item), "it is negative", "here");
      else if (item % 2 != 0)
        out.to<"odd">().push(item);
      else
        out.push(item / 2);
    }
  }
};

/// Counts up and tells the odd ones from the even ones; full when either has room no more.
class Both final : public weir::Source<Halves> {
 public:
  weir::Next produce(weir::Output<Halves>& out) override {
    for (; next_ < 10; ++next_) {
      if (out.full()) return weir::Next::again;
      if (next_ % 2 == 0)
        out.push(next_);
      else
        out.to<"odd">().push(next_);
    }
    return weir::Next::done;
  }

 private:
  int next_ = 0;
};

class KeepPositive final : public weir::Sink<int> {
 public:
  void consume(std::span<int> items) override {
    for (int& item : items) {
      if (item < 0) reject(std::move(item), "it is negative");
    }
  }
};

}  // namespace

TEST_CASE("The kit has what a stage pushes to each output, and what it rejects") {
  weir::testing::Collector<Halves> out;
  Halve halve;
  std::vector<int> items{4, 3, 8};
  halve.process(items, out.output());
  CHECK(out.take() == std::vector<int>{2, 4});
  CHECK(out.take<"odd">() == std::vector<int>{3});
  const auto emitted = weir::testing::run(halve, {6, -1, 7, -2}, {.batch_size = 3});
  CHECK(emitted.items() == std::vector<int>{3});
  CHECK(emitted.output<"odd">() == std::vector<int>{7});
  REQUIRE(emitted.rejected.size() == 2);
  CHECK(emitted.rejected[0].item == -1);
  CHECK(emitted.rejected[0].reason == "it is negative");
  CHECK(emitted.rejected[0].origin == "here");
  CHECK(weir::testing::run(KeepPositive(), {1, -5}).rejected.at(0).item == -5);
}

TEST_CASE("An output with a name that is full holds nothing up in the kit") {
  const auto both = weir::testing::run(Both(), {.room = 2});
  CHECK(both.items() == std::vector<int>{0, 2, 4, 6, 8});
  CHECK(both.output<"odd">() == std::vector<int>{1, 3, 5, 7, 9});
  Both again;
  CHECK(weir::testing::drain(again) == std::vector<int>{0, 2, 4, 6, 8});
}

TEST_CASE("A reject in a call that a test makes by hand is an exception, also after a run") {
  weir::testing::Collector<Halves> out;
  Halve halve;
  for (int runs = 0; runs < 2; ++runs) {
    std::vector<int> items{-1};
    CHECK_THROWS_WITH(halve.process(items, out.output()), "rejected an item: it is negative (here)");
    CHECK(weir::testing::run(halve, {-1}).rejected.size() == 1);
  }
}

TEST_CASE("A stage that rejects some items, and has several outputs, has the same answer at any number of replicas") {
  std::vector<int> numbers(500);
  std::iota(numbers.begin(), numbers.end(), -100);
  CHECK(weir::testing::same_at_any_replicas<Halve>({}, numbers));
}
