#include "synthetic/synthetic_discard.hpp"

namespace weir::stages {

void SyntheticDiscard::describe(Description<Params>& d) {
  d.summary("Throws away items of any type, for measuring.");
  d.details("The run's report says how many came.");
  d.example(
      "- name: out\n"
      "  kind: synthetic.discard\n"
      "  inputs: [items]\n");
}

}  // namespace weir::stages
