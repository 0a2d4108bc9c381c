#include <stdexcept>

#include <weir/plugin.hpp>

const weir::Plugin* weir_plugin() {
  throw std::runtime_error("not today");
}
