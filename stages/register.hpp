#pragma once

#include <weir/registry.hpp>

namespace weir::stages {

void register_text(Registry& registry);
void register_words(Registry& registry);
void register_primes(Registry& registry);
void register_matrix(Registry& registry);
void register_table(Registry& registry);
void register_rows(Registry& registry);
void register_sqlite(Registry& registry);
void register_exec(Registry& registry);
void register_synthetic(Registry& registry);

}  // namespace weir::stages
