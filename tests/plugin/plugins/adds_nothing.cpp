#include <weir/plugin.hpp>

// Built once as it is, and once with other strings, so that its ABI is another.
const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin;
  return &plugin;
}
