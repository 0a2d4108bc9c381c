#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.layout = 77, .version = nullptr, .abi = nullptr};
  return &plugin;
}
