#include "synthetic/synthetic_item.hpp"

namespace weir::stages {

void describe(ItemDescription<SyntheticItem>& d) {
  d.name("SyntheticItem").column("number", &SyntheticItem::number);
}

}  // namespace weir::stages
