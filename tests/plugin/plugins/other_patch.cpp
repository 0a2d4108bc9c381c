#include <string>

#include <weir/plugin.hpp>

// The weir of this program with another patch number, with which plugins still fit.
const weir::Plugin* weir_plugin() {
  static const std::string version = std::to_string(weir::kVersionMajor) + '.' + std::to_string(weir::kVersionMinor) + ".99";
  static const weir::Plugin plugin{.version = version.c_str(),
                                   .add_kinds = [](weir::Registry& registry) { registry.map("patched.same", [](double x) { return x; }); }};
  return &plugin;
}
