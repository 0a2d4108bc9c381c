#include "options/plugin_option.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include <weir/error_scope.hpp>
#include <weir/plugin.hpp>
#include <weir/stages.hpp>

#include "options/config_options.hpp"

namespace weir::cli {
namespace {

Setting<std::string> option_path(const std::string& path, std::vector<ConfigText>& texts) {
  return {path, add_option_text("--plugin", path, texts)};
}

}  // namespace

void add_plugin_option(CLI::App& command, std::vector<std::string>& paths) {
  command.add_option("--plugin", paths, "a shared library with more kinds; repeatable")->type_name("PATH")->allow_extra_args(false);
}

void put_plugins_first(const std::vector<std::string>& paths, PipelineConfig& config) {
  if (paths.empty()) return;
  std::vector<Setting<std::string>> plugins;
  plugins.reserve(paths.size() + 1);
  for (const std::string& path : paths) plugins.push_back(option_path(path, config.texts));
  if (config.plugins.value) {
    plugins.insert(plugins.end(), config.plugins->begin(), config.plugins->end());
  } else if (config.plugins.position.known()) {
    plugins.emplace_back().position = config.plugins.position;  // could not be read; the plan still knows that plugins are missing
  }
  config.plugins.value = std::move(plugins);
}

Registry kinds_with_plugins(const std::vector<std::string>& paths) {
  Registry registry;
  register_stages(registry);
  std::vector<ConfigText> texts;
  std::vector<Diagnostic> errors;
  for (const std::string& path : paths) {
    const Setting<std::string> plugin = option_path(path, texts);
    try {
      load_plugin(*plugin, registry);
    } catch (const PluginError& error) {
      ErrorScope(errors).add(plugin.position, error.what());
    }
  }
  if (!errors.empty()) throw ConfigError(std::move(errors), texts);
  return registry;
}

}  // namespace weir::cli
