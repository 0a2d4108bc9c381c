#include "example_stage.hpp"

#include <vector>

#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>

#include "check.hpp"

using example_family_stages::ExampleStage;

int main() {
  const auto out = weir::testing::run(*weir::testing::make<ExampleStage>("threshold: 2"), {1, 2, 3}, {.batch_size = 2});
  check(out.items() == std::vector<double>{2, 3}, "numbers from the threshold on pass");
  check(weir::testing::same_at_any_replicas<ExampleStage>({.threshold = 2}, {5, 1, 4, 2, 3}), "replicas change nothing");
}
