#include "register.hpp"

#include "synthetic/synthetic_discard.hpp"
#include "synthetic/synthetic_items.hpp"
#include "synthetic/synthetic_work.hpp"

namespace weir::stages {

void register_synthetic(Registry& registry) {
  registry.add<SyntheticItems>("synthetic.items");
  registry.add<SyntheticWork>("synthetic.work");
  registry.add<SyntheticDiscard>("synthetic.discard");
}

}  // namespace weir::stages
