#include <weir/plugin.hpp>

// Built once as it is, and once with other strings, which changes its ABI.
const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin;
  return &plugin;
}
