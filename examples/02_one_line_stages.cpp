// Four stages of one's own, each one function, in a pipeline that is described in YAML.
//
// The name given to the registry is the kind that the file names. Item types are those of the functions: the plan checks that they fit.
// Notice that no function knows of threads, batches or queues, and that the source's lambda keeps its state (`mutable`): every run gets a
// copy of it, so each starts fresh.

#include <weir/weir.hpp>

#include <iostream>
#include <optional>

constexpr const char* kSquares = R"(
pipeline: squares
stages:
  - {name: numbers, kind: numbers.count}
  - {name: odd,     kind: numbers.odd,    inputs: [numbers]}
  - {name: square,  kind: numbers.square, inputs: [odd]}
  - {name: print,   kind: numbers.print,  inputs: [square]}
)";

int main() {
  weir::Registry registry;
  registry.source("numbers.count", [next = 1]() mutable { return next <= 10 ? std::optional(next++) : std::nullopt; });
  registry.filter("numbers.odd", [](int number) { return number % 2 == 1; });
  registry.map("numbers.square", [](int number) { return number * number; });
  registry.sink("numbers.print", [](int number) { std::cout << number << '\n'; });

  try {
    weir::Pipeline pipeline(weir::PipelineConfig::from_string(kSquares), registry);
    pipeline.run();
  } catch (const weir::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
