#include "example_stage.hpp"

#include <vector>

#include <weir/testing.hpp>

#include "check.hpp"

using example_family_stages::ExampleStage;

int main() {
  const auto out = weir::testing::run(*weir::testing::make<ExampleStage>("count: 5"), {.room = 2});
  check(out.items() == std::vector<double>{1, 2, 3, 4, 5}, "it counts up from 1");
  check(out.batches.front().size() == 2, "it returns when its output is full");
  check(weir::testing::run(ExampleStage({.count = 0})).items().empty(), "it may be empty");
}
