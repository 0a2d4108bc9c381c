#include "primes/primes_sieve.hpp"

#include <utility>

namespace weir::stages {

void PrimesSieve::describe(Description<Params>& d) {
  d.summary("Finds the primes of each segment with a sieve of Eratosthenes.");
  d.details(
      "Replicas share nothing and need no order; blocks leave as they are done. With several replicas, set 'ordered: true' for a stage "
      "after "
      "it that needs them ascending, as primes.write does.");
  d.example(
      "- name: sieve\n"
      "  kind: primes.sieve\n"
      "  inputs: [segments]\n"
      "  replicas: auto\n"
      "  params: {emit: counts}\n");
  d.preferred_batch_size(1);
  d.param("emit", &Params::emit, "what a block has in it: its primes, ascending, and their count; or the count alone, which is faster");
}

void PrimesSieve::process(std::span<PrimeSegment> segments, Output<PrimeBlock>& out) {
  for (const PrimeSegment& segment : segments) {
    sieve_.run(*segment.base, segment.low, segment.high);
    PrimeBlock block{segment.low, segment.high, sieve_.count(), {}};
    if (emit_ == Emit::primes) sieve_.extract(block.primes);
    out.push(std::move(block));
  }
}

}  // namespace weir::stages
