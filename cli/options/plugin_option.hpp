#pragma once

#include <string>
#include <vector>

#include <weir/config.hpp>
#include <weir/registry.hpp>

namespace CLI {
class App;
}

namespace weir::cli {

/// Adds `--plugin PATH`, which may be repeated.
void add_plugin_option(CLI::App& command, std::vector<std::string>& paths);

/// Puts the paths before those of the config, each with a position in its own option.
void put_plugins_first(const std::vector<std::string>& paths, PipelineConfig& config);

/// The built-in kinds and those of the plugins. Throws `ConfigError` with everything that is wrong with the plugins.
[[nodiscard]] Registry kinds_with_plugins(const std::vector<std::string>& paths);

}  // namespace weir::cli
