#pragma once

#include <filesystem>
#include <fstream>
#include <string>

/// The plugins that the build has made.
inline const std::filesystem::path kPlugins = WEIR_PLUGINS;

/// Its path as messages show it.
inline std::string working_directory() {
  return std::filesystem::current_path().string();
}

/// Makes their folder the working directory while it lives, so that a test can name them as a user would.
class AmongPlugins {
 public:
  AmongPlugins() { std::filesystem::current_path(kPlugins); }
  AmongPlugins(const AmongPlugins&) = delete;
  AmongPlugins& operator=(const AmongPlugins&) = delete;
  ~AmongPlugins() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};
