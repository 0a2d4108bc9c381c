#include <string>

#include <weir/plugin.hpp>

// This program's weir with another patch number, which does not matter to plugins.
const weir::Plugin* weir_plugin() {
  static const std::string version = std::to_string(weir::kVersionMajor) + '.' + std::to_string(weir::kVersionMinor) + ".99";
  static const weir::Plugin plugin{.version = version.c_str(),
                                   .add_kinds = [](weir::Registry& registry) { registry.map("patched.same", [](double x) { return x; }); }};
  return &plugin;
}
