#include "example_stage.hpp"

#include <vector>

#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>

#include "check.hpp"

using example_family_stages::ExampleStage;

int main() {
  const auto out = weir::testing::run(*weir::testing::make<ExampleStage>("step: 2"), {5, 0, 1}, {.room = 2});
  check(out.items() == std::vector<double>{1, 3, 5, 1}, "each number is counted up to");
  check(weir::testing::same_at_any_replicas<ExampleStage>({}, {5, 1, 4, 2, 3}), "replicas change nothing");
}
