// A gate by itself, driven by a script of events in simulated time.

#include "gate_script.hpp"

#include "catch.hpp"

namespace weir::runtime {

TEST_CASE("A replica is handed out when there is input and a credit on every out-edge") {
  Script script(stage_of(1), {{}}, {{.queue_depth = 1}, {.queue_depth = 1}});
  CHECK(script.handed_out().empty());
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});
  // Both credits are used: the next batch waits for both.
  script.run(0, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(script.sent == 2);
  script.put(0);
  CHECK(script.handed_out().empty());
  script.give_back(0);
  CHECK(script.handed_out().empty());
  script.give_back(1);
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("Credits that a call did not need come home when it settles") {
  Script script(stage_of(1), {{}}, {{.queue_depth = 2}});
  script.put(0);
  CHECK(script.out[0].credits.free() == 1);
  script.run(0, {1});
  CHECK(script.out[0].credits.free() == 2);
}

TEST_CASE("A replica parked with a surplus goes on before anything new, first in, first out") {
  Script script(stage_of(2), {{.queue_depth = 8}}, {{.queue_depth = 2, .batch_size = 1, .producers = 2}});
  script.put(0, 2);
  CHECK(script.handed_out() == Replicas{1, 0});
  script.run(0, {1, 2});
  script.run(1, {3, 4});
  CHECK(script.sent == 2);
  script.put(0);
  CHECK(script.handed_out().empty());
  script.give_back(0);
  CHECK(script.handed_out() == Replicas{0});
  script.run(0);
  script.give_back(0);
  CHECK(script.handed_out() == Replicas{1});
}

TEST_CASE("A stage finishes after all input of all replicas, the lowest replica first, and closes once") {
  Script script(stage_of(3), {{.queue_depth = 8}}, {{}});
  script.put(0, 2);
  const Replicas working = script.handed_out();
  REQUIRE(working.size() == 2);
  script.close(0);
  CHECK(script.handed_out().empty());
  script.run(working[0]);
  CHECK(script.handed_out().empty());
  script.run(working[1]);
  CHECK(script.handed_out() == Replicas{0, 1, 2});
  CHECK_FALSE(script.run(1).closes);
  CHECK_FALSE(script.run(0).closes);
  CHECK_FALSE(script.gate.done());
  CHECK(script.run(2).closes);
  CHECK(script.gate.done());
}

TEST_CASE("What the last finish leaves part-filled is sent on") {
  Script script(stage_of(2), {{}}, {{.queue_depth = 4}});
  script.close(0);
  CHECK(script.handed_out() == Replicas{0, 1});
  script.gate.work_of(0).outputs.deadlines.expire_all();  // as its thread does after `finish`
  script.run(0, {1});
  CHECK(script.sent == 1);
}

TEST_CASE("An ordered stage sends in the order of its tickets, and finishes in the order of its replicas") {
  Script script(stage_of(2, true), {{.queue_depth = 8}}, {{.queue_depth = 4, .batch_size = 1}});
  script.put(0, 2);
  const Replicas working = script.handed_out();
  REQUIRE(working.size() == 2);
  script.run(working[1], {2});
  CHECK(script.sent == 0);
  script.run(working[0], {1});
  CHECK(script.sent == 1);
  CHECK(script.handed_out() == Replicas{working[1]});
  script.run(working[1]);
  CHECK(script.sent == 2);
  script.close(0);
  CHECK(script.handed_out() == Replicas{0, 1});
}

TEST_CASE("Only the last replica of an ordered stage sends what its finish leaves part-filled") {
  Script script(stage_of(2, true), {{}}, {{.queue_depth = 4}});
  script.close(0);
  CHECK(script.handed_out() == Replicas{0, 1});
  script.run(0, {1});
  CHECK(script.sent == 0);
  script.run(1, {2});
  CHECK(script.sent == 1);
}

TEST_CASE("A part-filled batch that rests is due when its wait is over, and the gate hands its replica out for it") {
  Script script(stage_of(1), {{}}, {{.queue_depth = 2, .batch_wait = 10ms}});
  script.put(0);
  script.handed_out();
  ReplicaWork& work = script.gate.work_of(0);
  fill(work.outputs.writer(0), {1});
  work.outputs.note_open(script.clock.now());
  CHECK(script.run(0).due == script.clock.now() + 10ms);
  CHECK(script.gate.flush_due(script.clock.now() + 9ms, script.works) == script.clock.now() + 10ms);
  CHECK(script.handed_out().empty());
  CHECK(script.gate.flush_due(script.clock.now() + 10ms, script.works) == kNever);
  CHECK(script.handed_out() == Replicas{0});
  script.run(0);
  CHECK(script.sent == 1);
}

TEST_CASE("A timer passes over a replica that is running") {
  Script script(stage_of(1), {{}}, {{.queue_depth = 2, .batch_wait = 10ms}});
  script.put(0);
  ReplicaWork& work = script.gate.work_of(0);
  fill(work.outputs.writer(0), {1});
  work.outputs.note_open(script.clock.now());
  CHECK(script.gate.flush_due(script.clock.now() + 1h, script.works) == kNever);
  CHECK_FALSE(work.outputs.deadlines.any_due());
}

TEST_CASE("Free replicas wait for input while there is none, and for room while there is") {
  Script script(stage_of(2), {{.queue_depth = 8}}, {{.queue_depth = 1, .batch_size = 1, .producers = 2}});
  script.pass(10ns);
  script.put(0);  // one takes it, with the only credit
  script.pass(5ns);
  script.put(0);  // the other could, but for the credit
  script.pass(7ns);
  const GateReport report = script.gate.report(script.now());
  CHECK(report.totals.waiting_input == 25ns);  // two for 10, one for 5
  CHECK(report.totals.waiting_room == 7ns);
}

TEST_CASE("Replicas that are parked, or wait for the head, wait for room") {
  Script parked(stage_of(1), {{}}, {{.queue_depth = 1, .batch_size = 1}});
  parked.put(0);
  parked.run(0, {1, 2});
  parked.pass(9ns);
  CHECK(parked.gate.report(parked.now()).totals.waiting_room == 9ns);
  Script waiting(stage_of(2, true), {{.queue_depth = 8}}, {{.queue_depth = 4, .batch_size = 1}});
  waiting.put(0, 2);
  const Replicas working = waiting.handed_out();
  waiting.run(working[1], {2});
  waiting.pass(11ns);
  CHECK(waiting.gate.report(waiting.now()).totals.waiting_room == 11ns);
  CHECK(waiting.gate.report(waiting.now()).totals.waiting_input == 0ns);
}

TEST_CASE("A source waits for room, unless it sleeps until its host acts") {
  PlannedStage source = stage_of(1);
  source.role = Role::source;
  Script script(source, {}, {{.queue_depth = 1, .batch_size = 1}});
  CHECK(script.handed_out() == Replicas{0});
  script.run(0, {1});
  script.pass(3ns);
  CHECK(script.gate.report(script.now()).totals.waiting_room == 3ns);
  script.give_back(0);
  CHECK(script.handed_out() == Replicas{0});
  script.gate.work_of(0).wait(WaitsFor::host, kNever);
  script.run(0);
  CHECK(script.gate.waiting_for(WaitsFor::host) == 1);
  script.pass(4ns);
  CHECK(script.gate.report(script.now()).totals.waiting_input == 4ns);
  script.gate.wake(script.now(), script.works);
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("A report has the exact peak of each queue, and what is queued now") {
  Script script(stage_of(1), {{.queue_depth = 8}, {.queue_depth = 8}}, {});
  script.put(0);  // taken at once
  script.put(0, 3);
  script.put(1, 2);
  const GateReport report = script.gate.report(script.now());
  CHECK(report.peak_queues == std::vector<std::size_t>{3, 2});
  CHECK(report.queued == 3);
  CHECK(report.totals.peak_in_hand == 1);
}

TEST_CASE("A report counts the call under way") {
  Script script(stage_of(1), {{}}, {});
  script.put(0);
  script.gate.work_of(0).call.begin(script.now());
  script.pass(6ns);
  CHECK(script.gate.in_call());
  CHECK(script.gate.report(script.now()).totals.busy == 6ns);
}

TEST_CASE("A stopped gate hands out nothing") {
  Script script(stage_of(1), {{}}, {{}});
  script.stop.requested = true;
  script.put(0);
  script.close(0);
  CHECK(script.handed_out().empty());
}

TEST_CASE("A stage that has had enough takes nothing from the hand of a replica") {
  Script script(stage_of(2), {{.queue_depth = 16}}, {});
  script.gate.work_of(1).bulk = 4;
  script.put(0, 4);
  CHECK(script.handed_out() == Replicas{1});
  ReplicaWork& slow = script.gate.work_of(1);
  slow.shares = true;
  const bool before = GENERATE(true, false);
  if (before) CHECK(script.have_enough() == 0);
  const Settled settled = script.gate.settle(slow, script.now(), script.works);
  CHECK((settled.next == NextStep::resume) == before);
  if (!before) {
    static_cast<void>(script.handed_out());
    CHECK(script.gate.have_enough());
    CHECK(script.gate.take_put_back().size() + script.gate.work_of(0).in_hand.left() + slow.in_hand.left() == 4);
  }
}

}  // namespace weir::runtime
