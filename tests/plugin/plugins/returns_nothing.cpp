#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  return nullptr;
}
