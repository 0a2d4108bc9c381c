#include "primes/primes_sieve.hpp"

#include <new>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "system/address_space.hpp"
#include "system/huge_pages.hpp"

namespace weir::stages {

namespace {

void make_room(std::size_t count, std::vector<std::uint64_t>& primes) {
  primes.reserve(count);
  prefer_huge_pages(primes.data(), primes.capacity() * sizeof(std::uint64_t));
}

}  // namespace

void PrimesSieve::describe(Description<Params>& d) {
  d.summary("Finds the primes of each segment with a sieve of Eratosthenes.");
  d.details(
      "Replicas share nothing and need no order; blocks leave as they are done. With several replicas, set 'ordered: true' for a stage "
      "after it that needs them ascending, as primes.write does.");
  d.example(
      "- name: sieve\n"
      "  kind: primes.sieve\n"
      "  inputs: [segments]\n"
      "  replicas: auto\n"
      "  params: {emit: counts}\n");
  d.preferred_batch_size(1);
  d.param("emit", &Params::emit, "what a block has in it: its primes, ascending, and their count; or the count alone, which is faster");
  d.memory([](const Params& params) {
    const bool counts = params.emit == Emit::counts;
    return StageMemory{.item = counts ? std::optional(sizeof(PrimeBlock)) : std::nullopt, .replica = Sieve::kMostBytes};
  });
}

namespace {

MemoryError no_memory_for(const PrimeSegment& segment) {
  return MemoryError(
      fmt::format("there is not enough memory{} for the primes from {} to {}; a smaller segment_size, fewer replicas or a smaller "
                  "queue_depth hold fewer at once, and emit: counts none",
                  address_space_limit(), segment.low, segment.high));
}

}  // namespace

void PrimesSieve::process(std::span<PrimeSegment> segments, Output<PrimeBlock>& out) {
  const auto stopping = [&out] { return out.stopping(); };
  for (const PrimeSegment& segment : segments) {
    try {
      PrimeBlock block = sieve(segment, stopping);
      if (stopping()) return;
      out.push(std::move(block));
    } catch (const std::bad_alloc&) {
      throw no_memory_for(segment);
    }
  }
}

PrimeBlock PrimesSieve::sieve(const PrimeSegment& segment, const Stopping& stopping) {
  PrimeBlock block{segment.low, segment.high, 0, {}};
  sieve_.start(*segment.base, segment.low, segment.high, stopping);
  while (!stopping() && sieve_.next()) {
    const std::uint64_t count = sieve_.count();
    block.count += count;
    if (emit_ == Emit::counts) continue;
    if (block.primes.empty()) make_room(count * (sieve_.slabs_left() + 1) + count / 8, block.primes);  // later slabs have hardly more
    sieve_.append_to(block.primes);
  }
  return block;
}

}  // namespace weir::stages
