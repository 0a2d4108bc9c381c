#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) { registry.map("Mine Kind", [](double x) { return x; }); }};
  return &plugin;
}
