// Links the framework and not the built-in stages.

#include <weir/weir.hpp>

#include <iostream>

int main() {
  weir::Registry registry;
  registry.map("numbers.square", [](double x) { return x * x; });
  for (const weir::Kind* kind : registry.kinds()) std::cout << kind->name << '\n';
}
