// The primes up to a million, beside primesieve: how many, and which.

#include <primesieve.hpp>

#include <cstdint>

#include "primes/primes_count.hpp"
#include "primes/primes_segments.hpp"
#include "primes/primes_sieve.hpp"
#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace stages;

constexpr std::uint64_t kTo = 1'000'000;

PlanBuilder sieved(std::size_t workers, Emit emit) {
  PlanBuilder builder(workers);
  builder.stage("segments", {}, stage<PrimesSegments>(PrimesSegments::Params{.from = 0, .to = kTo, .segment_size = std::nullopt}));
  builder.stage("sieve", {.inputs = {"segments"}, .replicas = workers, .ordered = emit == Emit::primes},
                stage<PrimesSieve>(PrimesSieve::Params{.emit = emit}));
  return builder;
}

std::uint64_t count(std::size_t workers) {
  std::uint64_t total = 0;
  PlanBuilder builder = sieved(workers, Emit::counts);
  builder.stage("count", {.inputs = {"sieve"}}, [] { return std::make_unique<PrimesCount>(); });
  builder.stage("out", {.inputs = {"count"}}, for_each<PrimeCount>([&total](const PrimeCount& item) { total = item.count; }));
  Pipeline(builder.plan()).run();
  return total;
}

std::vector<std::uint64_t> generate(std::size_t workers) {
  std::vector<std::uint64_t> primes;
  PlanBuilder builder = sieved(workers, Emit::primes);
  builder.stage("out", {.inputs = {"sieve"}}, for_each<PrimeBlock>([&primes](const PrimeBlock& block) {
                  primes.insert(primes.end(), block.primes.begin(), block.primes.end());
                }));
  Pipeline(builder.plan()).run();
  return primes;
}

std::vector<std::uint64_t> generate_with_primesieve() {
  std::vector<std::uint64_t> primes;
  primesieve::generate_primes(kTo, &primes);
  return primes;
}

}  // namespace

void add_primes(std::size_t workers) {
  compare<std::uint64_t>({"primes to 10^6, counted"}, {{"weir", [workers] { return count(workers); }},
                                                       {"primesieve::count_primes", [] { return primesieve::count_primes(0, kTo); }}});
  compare<std::vector<std::uint64_t>>({"primes to 10^6, generated"}, {{"weir", [workers] { return generate(workers); }},
                                                                      {"primesieve::generate_primes", generate_with_primesieve}});
}

}  // namespace weir::bench
