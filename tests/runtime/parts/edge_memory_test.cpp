#include "runtime/edge_memory.hpp"

#include <limits>

#include "catch.hpp"

namespace weir::runtime {

namespace {

constexpr auto kNoLimitOfBytes = std::numeric_limits<std::size_t>::max();

}  // namespace

TEST_CASE("An edge promises memory while it holds less than its limit, and one batch when it holds nothing") {
  RunMemory run(kNoLimitOfBytes);
  EdgeMemory edge(100, 250, 8, run);
  std::size_t promised = 0;
  CHECK(edge.promise(8, 0, promised) == 2);  // a third would be beyond the limit
  CHECK(promised == 200);
  CHECK(edge.has_room());
  CHECK(edge.promise(8, 0, promised) == 1);
  CHECK(edge.held() == 300);
  CHECK_FALSE(edge.has_room());
  CHECK(edge.promise(8, 0, promised) == 0);
  CHECK(edge.promise(8, 1, promised) == 1);
  edge.release(promised);
  CHECK(promised == 0);
  CHECK(edge.held() == 0);

  EdgeMemory tiny(100, 1, 8, run);
  CHECK(tiny.promise(8, 0, promised) == 1);
  CHECK_FALSE(tiny.has_room());
}

TEST_CASE("What a batch holds takes the place of what was promised for it") {
  RunMemory run(kNoLimitOfBytes);
  EdgeMemory edge(100, 1000, 8, run);
  std::size_t promised = 0;
  REQUIRE(edge.promise(2, 0, promised) == 2);
  edge.put(30, promised);
  CHECK(promised == 170);
  CHECK(edge.held() == 200);
  edge.put(500, promised);
  CHECK(promised == 0);
  CHECK(edge.held() == 530);
  edge.take(30);
  edge.take(500);
  CHECK(edge.held() == 0);
  CHECK(edge.peak() == 530);
  CHECK(run.peak() == 530);
  CHECK(edge.largest() == 500);
  edge.put(510, promised);  // a little larger counts, too: what is beyond the limit is told by it
  CHECK(edge.largest() == 510);
}

TEST_CASE("A promise is topped up for as many batches as it does not cover, and what is left of it covers one") {
  RunMemory run(kNoLimitOfBytes);
  EdgeMemory edge(100, 450, 8, run);
  std::size_t promised = 0;
  CHECK(edge.top_up(2, promised) == 2);
  CHECK(promised == 200);
  CHECK(edge.top_up(2, promised) == 2);
  CHECK(edge.held() == 200);
  edge.put(150, promised);
  CHECK(promised == 50);
  CHECK(edge.top_up(1, promised) == 1);
  CHECK(promised == 50);
  CHECK(edge.top_up(3, promised) == 2);  // a batch may now have 150 bytes, of which one fits
  CHECK(promised == 200);
  edge.put(250, promised);
  CHECK(edge.held() == 400);
  CHECK(edge.top_up(1, promised) == 1);  // as long as it holds less than its limit
  edge.put(250, promised);
  CHECK(edge.top_up(1, promised) == 0);
  CHECK(promised == 0);
}

TEST_CASE("Later promises are as large as the batches that came") {
  RunMemory run(kNoLimitOfBytes);
  EdgeMemory edge(100, 1000, 8, run);
  std::size_t promised = 0;
  const auto promise_one = [&] {
    edge.release(promised);
    REQUIRE(edge.promise(1, 0, promised) == 1);
    return promised;
  };
  CHECK(promise_one() == 100);
  edge.put(20, promised);
  CHECK(promise_one() == 40);  // they may still grow
  edge.put(400, promised);
  CHECK(promise_one() == 400);
}

TEST_CASE("A limit of the whole run is shared by what each edge would hold if it were full") {
  RunMemory run(1000);
  EdgeMemory small(100, kNoLimitOfBytes, 4, run);
  EdgeMemory large(100, kNoLimitOfBytes, 4, run);
  run.add(small);
  run.add(large);
  std::size_t for_small = 0;
  std::size_t for_large = 0;
  small.put(50, for_small);                         // full: 200 bytes
  large.put(450, for_large);                        // full: 1800 bytes
  CHECK_FALSE(small.promise(8, 0, for_small) > 1);  // its share is 100, of which it holds 50
  CHECK_FALSE(small.has_room());
  CHECK(large.has_room());
  CHECK(large.promise(8, 0, for_large) == 1);  // its share is 900: one more is beyond the limit of all
  CHECK_FALSE(large.has_room());
  small.take(50);
  small.release(for_small);
  CHECK(small.has_room());  // it holds nothing
  CHECK(small.promise(1, 0, for_small) == 1);
}

TEST_CASE("Where all that is wanted fits, no edge has a share") {
  RunMemory run(10'000);
  EdgeMemory one(100, kNoLimitOfBytes, 4, run);
  EdgeMemory other(100, kNoLimitOfBytes, 4, run);
  run.add(one);
  run.add(other);
  std::size_t promised = 0;
  one.put(100, promised);
  other.put(100, promised);
  CHECK(one.promise(40, 0, promised) >= 3);
}

}  // namespace weir::runtime
