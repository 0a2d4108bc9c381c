#include "synthetic/synthetic_items.hpp"

namespace weir::stages {

void SyntheticItems::describe(Description<Params>& d) {
  d.summary("Makes numbered items, for measuring.");
  d.details("Each item is its number, from 0 on: the cheapest stream there is.");
  d.example(
      "- name: items\n"
      "  kind: synthetic.items\n"
      "  params: {count: 10000}\n");
  d.param("count", &Params::count, "how many items; 0 or more").required();
}

Next SyntheticItems::produce(Output<SyntheticItem>& out) {
  while (next_ < count_ && !out.full()) out.push({next_++});
  return next_ < count_ ? Next::again : Next::done;
}

std::optional<double> SyntheticItems::progress() const {
  return count_ == 0 ? 1.0 : static_cast<double>(next_) / static_cast<double>(count_);
}

}  // namespace weir::stages
