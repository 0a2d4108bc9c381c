#include "runtime/deadlines.hpp"

#include <array>

#include "catch.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

namespace {

const SteadyTime kStart(1s);
constexpr std::array<Nanoseconds, 3> kWaits{10ms, 4ms, kForever};

}  // namespace

TEST_CASE("The end of a wait that would lie beyond the end of time never comes") {
  CHECK(later(kStart, 5ms) == SteadyTime(1'005ms));
  CHECK(later(kStart, kForever) == kNever);
  CHECK(later(kNever, 1ns) == kNever);
  CHECK(later(kNever - 1ns, 1ns) == kNever);
}

TEST_CASE("Nothing waits at first") {
  Deadlines deadlines(kWaits);
  CHECK_FALSE(deadlines.any_due());
  CHECK(deadlines.expire(kNever - 1ns) == kNever);
  CHECK_FALSE(deadlines.any_due());
}

TEST_CASE("Each batch is due when its own edge's wait is over, and the earliest of the others comes next") {
  Deadlines deadlines(kWaits);
  deadlines.open(0, kStart);
  deadlines.open(1, kStart + 1ms);
  deadlines.open(2, kStart);
  CHECK(deadlines.expire(kStart + 4ms) == kStart + 5ms);
  CHECK_FALSE(deadlines.any_due());
  CHECK(deadlines.expire(kStart + 5ms) == kStart + 10ms);
  CHECK(deadlines.due(1));
  CHECK_FALSE(deadlines.due(0));
  CHECK(deadlines.expire(kStart + 24h) == kNever);
  CHECK(deadlines.due(0));
  CHECK_FALSE(deadlines.due(2));
}

TEST_CASE("A batch that waits keeps its age, and one begun after it was sent has its own") {
  Deadlines deadlines(kWaits);
  deadlines.open(0, kStart);
  deadlines.open(0, kStart + 3ms);
  CHECK(deadlines.expire(kStart) == kStart + 10ms);
  deadlines.reopen(0, kStart + 6ms);
  CHECK(deadlines.expire(kStart) == kStart + 16ms);
  deadlines.expire_all();
  deadlines.reopen(0, kStart + 7ms);
  CHECK_FALSE(deadlines.due(0));
  deadlines.clear(0);
  CHECK(deadlines.expire(kStart) == kNever);
}

TEST_CASE("What is due stays so until it is sent") {
  Deadlines deadlines(kWaits);
  deadlines.expire_all();
  CHECK(deadlines.expire(kStart) == kNever);
  CHECK(deadlines.due(2));
  deadlines.clear(2);
  CHECK_FALSE(deadlines.due(2));
  CHECK(deadlines.any_due());
}

TEST_CASE("Of two batches that become one, the older age counts, and either may be due") {
  Deadlines head(kWaits);
  Deadlines tail(kWaits);
  head.open(0, kStart + 5ms);
  tail.open(0, kStart);
  tail.open(1, kStart);
  tail.expire(kStart + 4ms);
  head.take_over(tail);
  CHECK(head.expire(kStart) == kStart + 10ms);
  CHECK(head.due(1));
  CHECK_FALSE(head.due(0));
  CHECK_FALSE(tail.any_due());
  CHECK(tail.expire(kStart) == kNever);
  Deadlines younger(kWaits);
  younger.open(0, kStart + 9ms);
  head.take_over(younger);
  CHECK(head.expire(kStart) == kStart + 10ms);
  CHECK(head.due(1));
}

}  // namespace weir::runtime
