#include "primes/primes_segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string>

#include "primes/sieve.hpp"

namespace weir::stages {

namespace {

// 30 numbers take a byte: a segment in the cache of a core, and the most that the sieve can count positions in.
constexpr std::uint64_t kInCache = std::uint64_t{30} << 18U;
constexpr std::uint64_t kMost = std::uint64_t{30} << 30U;
// Many base primes are worth wider segments: a few times √to numbers, as far as memory allows.
constexpr std::uint64_t kRoots = 16;
constexpr std::uint64_t kMostAutomatic = std::uint64_t{30} << 22U;
// A short range is cut into this many segments, but none smaller than a piece of the sieve or a few times √to numbers: less is
// not worth sharing.
constexpr std::uint64_t kShares = 16;
constexpr std::uint64_t kLeastShare = std::uint64_t{30} << 15U;
constexpr std::uint64_t kRootsInShare = 4;

std::optional<Problem> wrong_order(const PrimesSegments::Params& params) {
  if (params.from <= params.to) return std::nullopt;
  return fmt::format("it is greater than 'to': there are no numbers from {} to {}", params.from, params.to);
}

std::shared_ptr<const BasePrimes> make_base_primes(std::uint64_t to, const Stopping& stopping) try {
  return std::make_shared<const BasePrimes>(to, stopping);
} catch (const std::bad_alloc&) {
  throw MemoryError(fmt::format("no memory for the base primes up to {}, the square root of 'to', which take {} MiB: choose a smaller 'to'",
                                integer_root(to), (integer_root(to) / 30 >> 20U) + 1));
}

}  // namespace

void PrimesSegments::describe(Description<Params>& d) {
  d.summary("Cuts a range of numbers into segments, to be searched for primes.");
  d.details(
      "Finds the primes up to the square root of 'to' once, at the start; every segment carries them. A range may lie anywhere within 64 "
      "bits. They take one byte for 30 numbers below that root: 1 MB when 'to' is 10^15, 143 MB at most. Each segment costs a division "
      "for each of them, of which there are two hundred million near 2^64: small segments are slow there.");
  d.example(
      "- name: segments\n"
      "  kind: primes.segments\n"
      "  params: {from: 0, to: 1000000}\n");
  d.param("from", &Params::from, "the first number of the range, which is part of it; not greater than 'to'");
  d.param("to", &Params::to, "the last number of the range, which is part of it; up to 2^64 - 1").required();
  d.param("segment_size", &Params::segment_size,
          "how many numbers a segment has. Left out: 7864320, or 16 times the square root of 'to' when that is more, but at most "
          "125829120; less where the range would have few segments")
      .range(30, kMost);
  d.check("from", wrong_order);
  d.memory([](const Params& params) {
    const std::uint64_t size = params.segment_size.value_or(automatic_size(params.from, params.to));
    return StageMemory{.item = sizeof(PrimeSegment),
                       .shared = integer_root(params.to) / 30 + sizeof(std::uint64_t),
                       .reader = Sieve::most_bytes_of_large(params.to, size)};
  });
}

PrimesSegments::PrimesSegments(const Params& params)
    : params_(params), size_(params.segment_size.value_or(automatic_size(params.from, params.to))), next_(params.from) {
  if (const auto wrong = wrong_order(params)) throw Error("param 'from': " + wrong->text());
}

Next PrimesSegments::produce(Output<PrimeSegment>& out) {
  if (!base_) base_ = make_base_primes(params_.to, [&out] { return out.stopping(); });
  if (out.stopping()) return Next::again;  // perhaps in the middle of the base primes
  while (!done_ && !out.full()) {
    const std::uint64_t left = params_.to - next_;  // besides the first; counted so that 2^64 numbers do not overflow
    const std::uint64_t high = next_ + std::min(left, size_ - 1);
    out.push({next_, high, base_});
    done_ = high == params_.to;
    next_ = high + 1;
  }
  return done_ ? Next::done : Next::again;
}

std::optional<double> PrimesSegments::progress() const {
  if (done_) return 1;
  return static_cast<double>(next_ - params_.from) / (static_cast<double>(params_.to - params_.from) + 1);
}

std::uint64_t PrimesSegments::automatic_size(std::uint64_t from, std::uint64_t to) noexcept {
  const std::uint64_t root = integer_root(to);
  const std::uint64_t share = (to - from) / kShares + 1;
  return std::min(std::max({share, kLeastShare, kRootsInShare * root}), std::clamp(kRoots * root, kInCache, kMostAutomatic));
}

}  // namespace weir::stages
