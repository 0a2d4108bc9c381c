#pragma once

#include <weir/registry.hpp>

namespace weir {

/// Adds every built-in kind.
void register_stages(Registry& registry);

namespace stages {
void register_text(Registry& registry);
void register_words(Registry& registry);
void register_primes(Registry& registry);
void register_matrix(Registry& registry);
void register_table(Registry& registry);
void register_synthetic(Registry& registry);
}  // namespace stages

}  // namespace weir
