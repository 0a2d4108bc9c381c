#pragma once

#include <weir/registry.hpp>

namespace weir {

/// Adds every built-in kind. Throws `Error` when the registry has a kind of that name already.
void register_stages(Registry& registry);

}  // namespace weir
