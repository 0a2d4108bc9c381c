#include <weir/testing.hpp>

#include "catch.hpp"
#include "oracle.hpp"
#include "primes/primes_count.hpp"
#include "primes/primes_segments.hpp"
#include "primes/primes_sieve.hpp"

using namespace weir::stages;
using weir::testing::Collector;
using weir::testing::drain;

namespace {

std::vector<PrimeBlock> blocks_of(const PrimesSegments::Params& range, Emit emit) {
  PrimesSegments source(range);
  return weir::testing::run(PrimesSieve({emit}), drain(source, 3), {.batch_size = 5}).items();
}

std::vector<std::uint64_t> primes_of(const PrimesSegments::Params& range) {
  std::vector<std::uint64_t> primes;
  for (const PrimeBlock& block : blocks_of(range, Emit::primes)) {
    CHECK(block.count == block.primes.size());
    primes.insert(primes.end(), block.primes.begin(), block.primes.end());
  }
  return primes;
}

}  // namespace

TEST_CASE("Segments cover the range with no gap and no overlap") {
  for (const std::uint64_t size : {30U, 31U, 100U, 1'000U, 5'000U}) {
    PrimesSegments source({.from = 17, .to = 1'016, .segment_size = size});
    std::uint64_t next = 17;
    for (const PrimeSegment& segment : drain(source)) {
      CHECK(segment.low == next);
      CHECK(segment.high - segment.low < size);
      next = segment.high + 1;
    }
    CHECK(next == 1'017);
  }
}

TEST_CASE("A range of one number is one segment") {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{2}, std::uint64_t{1'000'000'007}}) {
    PrimesSegments source({.from = number, .to = number, .segment_size = {}});
    const auto segments = drain(source);
    REQUIRE(segments.size() == 1);
    CHECK(segments[0].low == number);
    CHECK(segments[0].high == number);
  }
}

TEST_CASE("A source of segments stops when there is no room, and goes on where it stopped") {
  PrimesSegments source({.from = 0, .to = 299, .segment_size = 30});
  Collector<PrimeSegment> out(4);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().size() == 4);
  CHECK(source.progress() == 0.4);
  CHECK(source.produce(out.output()) == weir::Next::again);
  const auto second = out.take();
  REQUIRE(second.size() == 4);
  CHECK(second[0].low == 120);
  CHECK(source.produce(out.output()) == weir::Next::done);
  CHECK(out.take().size() == 2);
  CHECK(source.progress() == 1.0);
}

TEST_CASE("All segments share one set of base primes") {
  PrimesSegments source({.from = 0, .to = 1'000'000, .segment_size = 100'000});
  const auto segments = drain(source);
  REQUIRE(segments.size() == 11);
  for (const PrimeSegment& segment : segments) CHECK(segment.base == segments[0].base);
}

TEST_CASE("The last segment within 64 bits has the right primes") {
  PrimesSegments source({.from = UINT64_MAX - 999'999, .to = UINT64_MAX, .segment_size = 900'000});
  auto segments = drain(source);
  REQUIRE(segments.size() == 2);
  CHECK(segments[1].low == UINT64_MAX - 99'999);
  CHECK(segments[1].high == UINT64_MAX);
  CHECK(source.progress() == 1.0);
  PrimesSieve sieve({Emit::primes});
  Collector<PrimeBlock> out;
  sieve.process(std::span(segments).last(1), out.output());
  CHECK((out.take().at(0).primes == oracle_primes(UINT64_MAX - 99'999, UINT64_MAX)));
}

TEST_CASE("The progress of all numbers of 64 bits is 1 at the end, not 0 again") {
  PrimesSegments source({.from = 0, .to = UINT64_MAX, .segment_size = std::uint64_t{1} << 63U});
  Collector<PrimeSegment> stopped;
  stopped.stop();  // while it finds the base primes, which would take seconds and are not needed here
  CHECK(source.produce(stopped.output()) == weir::Next::again);
  Collector<PrimeSegment> out(1);
  CHECK(source.progress() == 0.0);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().at(0).high == UINT64_MAX / 2);
  CHECK(source.progress() == 0.5);
  CHECK(source.produce(out.output()) == weir::Next::done);
  CHECK(out.take().at(0).high == UINT64_MAX);
  CHECK(source.progress() == 1.0);
}

TEST_CASE("A source of segments whose run is being stopped does not finish the base primes") {
  PrimesSegments source({.from = 0, .to = UINT64_MAX, .segment_size = {}});
  Collector<PrimeSegment> out;
  out.stop();
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().empty());
}

TEST_CASE("A sieve whose run is being stopped gives up its segment") {
  PrimesSegments source({.from = 0, .to = 1'000'000, .segment_size = {}});
  auto segments = drain(source);
  PrimesSieve sieve({Emit::counts});
  Collector<PrimeBlock> out;
  out.stop();
  sieve.process(segments, out.output());
  CHECK(out.take().empty());
}

TEST_CASE("A range that ends before it begins is an error") {
  CHECK_THROWS_WITH(PrimesSegments({.from = 10, .to = 9, .segment_size = {}}),
                    "param 'from': it is greater than 'to': there are no numbers from 10 to 9");
}

TEST_CASE("Segments are as wide as a cache, and wider where base primes are many") {
  constexpr std::uint64_t kBillion = 1'000'000'000;
  CHECK(PrimesSegments::automatic_size(0, kBillion) == 7'864'320);
  CHECK(PrimesSegments::automatic_size(0, kBillion * kBillion) == 125'829'120);
  CHECK(PrimesSegments::automatic_size(0, UINT64_MAX) == 125'829'120);
}

TEST_CASE("A short range is cut into segments for several workers, but not into crumbs") {
  CHECK(PrimesSegments::automatic_size(0, 100) == 983'040);
  CHECK(PrimesSegments::automatic_size(0, 1'000'000) == 983'040);
  CHECK(PrimesSegments::automatic_size(0, 100'000'000) == 6'250'001);
  constexpr std::uint64_t kFar = 1'000'000'000'000'000;
  CHECK(PrimesSegments::automatic_size(kFar, kFar + 10'000'000) == 125'829'120);
  CHECK(PrimesSegments::automatic_size(kFar / 10, kFar / 10 + 10'000'000) == 40'000'000);  // four times √to
}

TEST_CASE("Segments of any size yield the same primes") {
  const auto expected = oracle_primes(999'000, 1'030'000);
  for (const std::uint64_t size : {30U, 37U, 240U, 1'001U, 4'096U, 30'000U, 1'000'000U}) {
    INFO("segment_size " << size);
    CHECK((primes_of({.from = 999'000, .to = 1'030'000, .segment_size = size}) == expected));
  }
}

TEST_CASE("The first primes come out with whatever range they are in") {
  CHECK(primes_of({.from = 0, .to = 0, .segment_size = {}}).empty());
  CHECK(primes_of({.from = 0, .to = 1, .segment_size = {}}).empty());
  CHECK((primes_of({.from = 0, .to = 2, .segment_size = {}}) == std::vector<std::uint64_t>{2}));
  CHECK((primes_of({.from = 3, .to = 7, .segment_size = {}}) == std::vector<std::uint64_t>{3, 5, 7}));
  CHECK((primes_of({.from = 0, .to = 30, .segment_size = {}}) == std::vector<std::uint64_t>{2, 3, 5, 7, 11, 13, 17, 19, 23, 29}));
}

TEST_CASE("A range that is short beside the root of its end is sieved in one segment") {
  constexpr std::uint64_t kFrom = 1'000'000'000'000'000;
  const auto blocks = blocks_of({.from = kFrom, .to = kFrom + 10'000'000, .segment_size = {}}, Emit::counts);
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].count == primesieve::count_primes(kFrom, kFrom + 10'000'000));
}

TEST_CASE("Blocks of counts have the ends and the count of their segment, and no primes") {
  const auto blocks = blocks_of({.from = 0, .to = 999, .segment_size = 500}, Emit::counts);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].low == 0);
  CHECK(blocks[0].high == 499);
  CHECK(blocks[0].count == 95);
  CHECK(blocks[1].count == 73);
  CHECK(blocks[1].primes.empty());
}

TEST_CASE("Counts are added up into one item at the end") {
  PrimesCount count;
  Collector<PrimeCount> out;
  auto blocks = blocks_of({.from = 0, .to = 1'000'000, .segment_size = 77'777}, Emit::counts);
  count.process(blocks, out.output());
  CHECK(out.take().empty());
  count.finish(out.output());
  const auto counts = out.take();
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].count == 78'498);
}
