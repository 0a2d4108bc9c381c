#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "kinds/kind_name.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::listed;
using diagnostics::shown;
using kinds::family_of;

namespace {

bool is_of_known_family(const std::string& written, const Registry& registry) {
  const auto kinds = registry.kinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const Kind* kind) { return family_of(kind->name) == family_of(written); });
}

// Where to look for a kind that resembles none: it may belong to a plugin that was not named.
std::string where_to_look(const Setting<std::string>& written, const Registry& registry) {
  if (!written.position.known()) return "Registry::kinds() has those that are registered";
  const std::string family(is_of_known_family(*written, registry) ? family_of(*written) : "");
  return fmt::format("{}; a kind of a plugin needs its library in 'plugins:' or by --plugin",
                     family.empty() ? "'weir kinds' lists all" : fmt::format("'weir kinds {0}' lists those of {0}", family));
}

// The nearest kind; or, for `count`, the kinds whose last word it is.
std::string suggestion(const Setting<std::string>& kind_setting, const Registry& registry) {
  const std::string& written = *kind_setting;
  const std::string end = fmt::format(".{}", written);
  std::vector<std::string> names, same_end;
  for (const Kind* kind : registry.kinds()) {
    names.push_back(kind->name);
    if (kind->name.ends_with(end)) same_end.push_back(fmt::format("'{}'", kind->name));
  }
  if (!same_end.empty()) return fmt::format("did you mean {}?", listed(same_end, "or"));
  const std::string nearest = did_you_mean(written, names);
  return nearest.empty() ? where_to_look(kind_setting, registry) : nearest;
}

}  // namespace

void find_kinds(Draft& draft) {
  for (DraftStage& stage : draft.stages) {
    if (enough_errors(draft.diagnostics)) return;
    const Setting<std::string>& kind = stage.config->kind;
    if (is_absent(kind)) draft.report(stage, "kind", {}, "missing");
    if (!kind.value) continue;
    stage.kind = draft.registry->find(*kind);
    if (stage.kind != nullptr || (draft.lacks_a_plugin && !is_of_known_family(*kind, *draft.registry))) continue;
    draft.report(stage, "kind", kind.position, {fmt::format("unknown kind '{}'", shown(*kind)), suggestion(kind, *draft.registry)});
  }
}

}  // namespace weir::plan
