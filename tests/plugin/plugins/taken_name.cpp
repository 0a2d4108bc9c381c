#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.map("fresh.kind", [](double x) { return x; });
    registry.map("mine.scale", [](double x) { return x; });
  }};
  return &plugin;
}
