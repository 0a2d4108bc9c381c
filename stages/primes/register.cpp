#include "register.hpp"

#include "primes/primes_count.hpp"
#include "primes/primes_segments.hpp"
#include "primes/primes_sieve.hpp"
#include "primes/primes_write.hpp"

namespace weir::stages {

void register_primes(Registry& registry) {
  registry.add<PrimesSegments>("primes.segments");
  registry.add<PrimesSieve>("primes.sieve");
  registry.add<PrimesWrite>("primes.write");
  registry.add<PrimesCount>("primes.count");
}

}  // namespace weir::stages
