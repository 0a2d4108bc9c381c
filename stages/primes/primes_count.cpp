#include "primes/primes_count.hpp"

namespace weir::stages {

void PrimesCount::describe(Description<NoParams>& d) {
  d.summary("Adds up how many primes there are in all blocks.");
  d.details("Takes blocks in any order and makes one item at the end, with the column 'count', for table.write to print.");
  d.example(
      "- name: count\n"
      "  kind: primes.count\n"
      "  inputs: [sieve]\n");
  d.single_replica().makes_order();
  d.preferred_batch_size(1);
}

void PrimesCount::process(std::span<PrimeBlock> blocks, Output<PrimeCount>&) {
  for (const PrimeBlock& block : blocks) total_ += block.count;
}

}  // namespace weir::stages
