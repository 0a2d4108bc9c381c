#include "runtime/meter.hpp"

#include "catch.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

TEST_CASE("Free replicas wait for input or for room, held ones for room") {
  const StopwatchTime start(1s);
  Meter meter(start);
  meter.account(start + 10ns, {.free = 3, .held = 1});
  CHECK(meter.totals().waiting_input == 30ns);
  CHECK(meter.totals().waiting_room == 10ns);
  meter.free_wait_for_room(true);
  meter.account(start + 15ns, {.free = 2, .held = 0});
  CHECK(meter.totals().waiting_input == 30ns);
  CHECK(meter.totals().waiting_room == 20ns);
  meter.free_wait_for_room(false);
  meter.account(start + 16ns, {.free = 1, .held = 2});
  CHECK(meter.totals().waiting_input == 31ns);
  CHECK(meter.totals().waiting_room == 22ns);
}

TEST_CASE("Replicas that wait for something outside do not wait for input or room") {
  const StopwatchTime start(1s);
  Meter meter(start);
  meter.account(start + 10ns, {.outside = 3});
  CHECK(meter.totals().waiting_outside == 30ns);
  CHECK(meter.totals().waiting_input == 0ns);
  CHECK(meter.totals().waiting_room == 0ns);
}

TEST_CASE("A time before the last one adds nothing, and is not counted again") {
  const StopwatchTime start(1s);
  Meter meter(start);
  meter.account(start + 10ns, {.free = 1, .held = 0});
  meter.account(start + 4ns, {.free = 1, .held = 0});
  meter.account(start + 10ns, {.free = 1, .held = 0});
  CHECK(meter.totals().waiting_input == 10ns);
  meter.account(start + 12ns, {.free = 1, .held = 0});
  CHECK(meter.totals().waiting_input == 12ns);
}

TEST_CASE("What replicas did is added up, and progress is the last that was known") {
  Meter meter(StopwatchTime(1s), 2, true);
  detail::EdgeWriters out;
  out.named.resize(2);
  out.main.items = 4;
  out.main.rows = 7;
  out.named[1].items = 6;
  out.uses_named = true;
  CHECK(meter.add({.busy = 5ns, .batches_in = 1, .items_in = 2, .batches_out = 3, .progress = 0.25, .rows_in = 5}, out) == 10);
  out.main.items = 40;
  out.main.rows = 400;
  CHECK(meter.add({.busy = 50ns, .batches_in = 10, .items_in = 20, .batches_out = 30, .progress = 0.5}, out) == 40);
  CHECK(meter.add({}, out) == 0);
  CHECK(meter.totals().busy == 55ns);
  CHECK(meter.totals().batches_in == 11);
  CHECK(meter.totals().in == Amount{22, 5});
  CHECK(meter.totals().batches_out == 33);
  CHECK(meter.totals().out == Amount{44, 407});
  CHECK(meter.totals().made(0) == Amount{44, 407});
  CHECK(meter.totals().made(1) == Amount{});
  CHECK(meter.totals().made(2) == Amount{6});
  CHECK(meter.totals().made() == Amount{50, 407});
  CHECK(meter.totals().progress == 0.5);
}

TEST_CASE("The most batches in one hand are remembered") {
  Meter meter(StopwatchTime(1s));
  for (const std::size_t batches : {2, 5, 3}) meter.note_in_hand(batches);
  CHECK(meter.totals().peak_in_hand == 5);
}

TEST_CASE("The time of a call under way is known from when it began") {
  CallUnderWay call;
  CHECK_FALSE(call.any());
  CHECK(call.taken(StopwatchTime(5s)) == 0ns);
  call.begin(StopwatchTime(5s));
  CHECK(call.any());
  CHECK(call.taken(StopwatchTime(7s)) == 2s);
  CHECK(call.taken(StopwatchTime(4s)) == 0ns);  // processors' counters may differ
  call.end();
  CHECK_FALSE(call.any());
  CHECK(call.taken(StopwatchTime(9s)) == 0ns);
}

}  // namespace weir::runtime
