// Kinds that only a program with threads of its own can feed and empty.

#include <weir/weir.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.inlet<double>("host.numbers");
    registry.outlet<double>("host.results");
  }};
  return &plugin;
}
