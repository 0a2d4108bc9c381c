#include <fmt/format.h>

#include <cmath>
#include <new>
#include <stdexcept>

#include <weir/processor.hpp>

#include "primes/primes_segments.hpp"
#include "primes/sieve.hpp"

namespace weir {

namespace {

// No fewer than there are primes up to `limit`: J. B. Rosser and L. Schoenfeld, "Approximate formulas for some functions of prime numbers",
// Illinois J. Math. 6 (1962), corollary 1.
double most_primes(std::uint64_t limit) {
  if (limit < 2) return 0;
  const auto x = static_cast<double>(limit);
  return 1.25506 * x / std::log(x) + 1;
}

std::vector<std::uint64_t> room_for(std::uint64_t limit) {
  constexpr double kGibibyte = 1024.0 * 1024 * 1024;
  constexpr double kAddressSpace = 128 * 1024 * kGibibyte;  // of a process, on today's processors
  std::vector<std::uint64_t> primes;
  const double most = most_primes(limit);
  try {
    if (most * sizeof(std::uint64_t) >= kAddressSpace) throw std::bad_alloc();
    // In pages of the usual size: a virtual machine that returns free memory to its host takes the usual ones from what it has kept, and
    // waits for each huge one. With them, primes to 10^9 took 50 ms when memory was warm and 800 ms when it was not, without them 180 to
    // 240.
    primes.reserve(static_cast<std::size_t>(most));
  } catch (const std::bad_alloc&) {
    throw InputError(
        fmt::format("find_primes: no memory for the primes up to {}, which take up to {:.1f} GiB; choose a smaller limit, or run "
                    "primes.segments, primes.sieve and primes.count or primes.write in a pipeline, which keep few at a time",
                    limit, most * sizeof(std::uint64_t) / kGibibyte));
  }
  return primes;
}

// A part of the sieve, which takes a small fraction of the memory of the primes in it: they become numbers where they stay.
struct SievedSlab {
  std::uint64_t first;
  std::vector<std::uint8_t> bytes;
};

class SieveSlabs final : public Transform<stages::PrimeSegment, SievedSlab> {
 public:
  void process(std::span<stages::PrimeSegment> segments, Output<SievedSlab>& out) override {
    const auto stopping = [&out] { return out.stopping(); };
    for (const stages::PrimeSegment& segment : segments) {
      sieve_.start(*segment.base, segment.low, segment.high, stopping);
      while (!stopping() && sieve_.next()) {
        const stages::PrimeBits bits = sieve_.bits();
        out.push({bits.first, {bits.bytes.begin(), bits.bytes.end()}});
      }
    }
  }

 private:
  stages::Sieve sieve_;
};

}  // namespace

void Processor::refuse_limit(std::int64_t limit) {
  throw InputError(fmt::format("find_primes: the limit is {}; it is a number from 0 to 2^64 - 1", limit));
}

std::vector<std::uint64_t> Processor::primes_up_to(std::uint64_t limit) {
  std::vector<std::uint64_t> primes;
  counted("find_primes", "primes", [&] {
    primes = room_for(limit);
    Pipeline pipeline = make_pipeline("find_primes");
    const stages::PrimesSegments::Params range{0, limit, {}};
    const auto segments = pipeline.source("segments", [=] { return std::make_unique<stages::PrimesSegments>(range); });
    StageOptions ascending = on_all_workers();
    ascending.ordered = true;
    const auto slabs = pipeline.transform(
        segments, "sieve", [] { return std::make_unique<SieveSlabs>(); }, ascending);
    for (const std::uint64_t wheel_prime : {2U, 3U, 5U}) {
      if (wheel_prime <= limit) primes.push_back(wheel_prime);  // they have no bits
    }
    pipeline.sink(slabs, "primes",
                  [&primes](const SievedSlab& slab) {
                    stages::append_primes({slab.bytes, slab.first}, primes);
                  },
                  {.batch_size = 1});
    run(pipeline);
    return primes.size();
  });
  return primes;
}

}  // namespace weir
