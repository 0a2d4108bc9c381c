#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.version = "0.99.3"};
  return &plugin;
}
