#include <weir/stages.hpp>

#include "register.hpp"

namespace weir {

void register_stages(Registry& registry) {
  stages::register_text(registry);
  stages::register_words(registry);
  stages::register_primes(registry);
  stages::register_matrix(registry);
  stages::register_table(registry);
  stages::register_rows(registry);
  stages::register_sqlite(registry);
  stages::register_exec(registry);
  stages::register_synthetic(registry);
}

}  // namespace weir
