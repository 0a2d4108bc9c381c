#include <weir/plugin.hpp>

namespace mine {
int defined_nowhere(int number);
}

const weir::Plugin* weir_plugin() {
  static const int number = mine::defined_nowhere(1);
  static const weir::Plugin plugin{.layout = static_cast<unsigned>(number)};
  return &plugin;
}
