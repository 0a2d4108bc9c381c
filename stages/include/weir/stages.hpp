#pragma once

#include <weir/registry.hpp>

namespace [[gnu::visibility("default")]] weir {

/// Adds every built-in kind. Throws `Error` when the registry has a kind of that name already.
void register_stages(Registry& registry);

}  // namespace weir
