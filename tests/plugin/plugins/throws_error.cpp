#include <stdexcept>

#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.map("half.first", [](double x) { return x; });
    throw std::runtime_error("no licence");
  }};
  return &plugin;
}
