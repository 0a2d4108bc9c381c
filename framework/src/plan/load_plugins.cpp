#include <weir/plugin.hpp>

#include "diagnostics/enough_errors.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using diagnostics::enough_errors;

namespace {

// Reports a plugin that cannot be read or loaded, and returns false.
bool load(Draft& draft, const Setting<std::string>& path, Registry& kinds) {
  if (!path.value) return false;
  try {
    load_plugin(*path, kinds);
    return true;
  } catch (const PluginError& error) {
    draft.report("plugins", path.position.known() ? path.position : draft.config->plugins.position, error.what());
    return false;
  }
}

}  // namespace

void load_plugins(Draft& draft, Registry& kinds) {
  const auto& plugins = draft.config->plugins;
  draft.lacks_a_plugin = !plugins.value && !is_absent(plugins);
  if (!plugins.value) return;
  for (const Setting<std::string>& path : *plugins) {
    if (!enough_errors(draft.diagnostics)) draft.lacks_a_plugin |= !load(draft, path, kinds);
  }
}

}  // namespace weir::plan
