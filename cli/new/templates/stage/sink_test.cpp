#include "example_stage.hpp"

#include <iostream>
#include <sstream>

#include <weir/testing.hpp>

#include "check.hpp"

using example_family_stages::ExampleStage;

int main() {
  std::ostringstream printed;
  std::streambuf* const standard = std::cout.rdbuf(printed.rdbuf());
  const auto consumed = weir::testing::run(*weir::testing::make<ExampleStage>("label: all"), {1, 2, 3}, {.batch_size = 2});
  std::cout.rdbuf(standard);
  check(printed.str() == "all 6\n", "it prints the sum at the end");
  check(consumed.calls == 2, "it takes batches");
}
