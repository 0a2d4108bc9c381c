#pragma once

// weir's built-in kinds, for a program's registry. The item types that they pass on are in `weir/stages/`.
// One thread at a time changes a registry.

#include <weir/registry.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Adds every built-in kind. Throws `Error` when the registry already has a kind of one of their names.
/// Requires: no other thread uses `registry` during the call.
void register_stages(Registry& registry);

}  // namespace weir
#pragma GCC visibility pop
