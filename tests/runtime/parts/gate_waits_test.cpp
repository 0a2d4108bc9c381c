// A gate whose replicas wait for something outside.

#include "catch.hpp"
#include "gate_script.hpp"

namespace weir::runtime {

namespace {

// `retries` says that replicas of the stage may sleep.
PlannedStage waiting_stage(std::size_t replicas, bool ordered = false) {
  PlannedStage stage = stage_of(replicas, ordered);
  stage.retries = 1;
  return stage;
}

// What the thread of a replica does whose call has said that it waits.
Settled settle_waiting(Script& script, std::uint32_t replica, SteadyTime until = kNever) {
  ReplicaWork& work = script.gate.work_of(replica);
  std::fill(work.in_hand.owed.begin(), work.in_hand.owed.end(), Home());
  work.wait(WaitsFor::outside, until);
  Settled settled;
  do {
    work.outputs.cut();
    for (auto& writer : work.outputs.writers()) script.sent += std::exchange(writer.sealed, {}).size();
    settled = script.gate.settle(work, script.now(), script.works);
  } while (settled.next == NextStep::cut);
  return settled;
}

void push(Script& script, std::uint32_t replica, std::initializer_list<int> items) {
  ReplicaWork& work = script.gate.work_of(replica);
  fill(work.outputs.writer(0), items);
  work.outputs.note_open(script.clock.now());
}

}  // namespace

TEST_CASE("A replica that waits holds no credit, and is handed out when it is woken, not before") {
  Script script(waiting_stage(2), {{.queue_depth = 8}}, {{.queue_depth = 1, .batch_size = 1}});
  script.put(0);
  CHECK(script.handed_out() == Replicas{1});
  CHECK(settle_waiting(script, 1).next == NextStep::leave);
  CHECK(script.gate.waiting_for(WaitsFor::outside) == 1);
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});  // it gets the only credit
  script.gate.wake(1, script.now(), script.works);
  CHECK(script.handed_out().empty());  // its wait is over, but there is no room
  script.pass(5ns);
  CHECK(script.gate.report(script.now()).totals.waiting_room == 5ns);
  script.run(0);
  CHECK(script.handed_out() == Replicas{1});
  CHECK_FALSE(script.gate.work_of(1).is_waiting());
}

TEST_CASE("A wake while the replica runs keeps it awake once") {
  Script script(waiting_stage(1), {{}}, {{}});
  script.put(0);
  script.handed_out();
  script.gate.wake(0, script.now(), script.works);
  CHECK(settle_waiting(script, 0).next == NextStep::resume);
  script.handed_out();
  CHECK(settle_waiting(script, 0).next == NextStep::leave);
  CHECK(script.handed_out().empty());
}

TEST_CASE("A wait ends at its time, which the timer is told") {
  Script script(waiting_stage(1), {{}}, {{}});
  script.put(0);
  script.handed_out();
  const SteadyTime end = script.clock.now() + 3ms;
  CHECK(settle_waiting(script, 0, end).due == end);
  CHECK(script.gate.flush_due(end - 1ns, script.works) == end);
  CHECK(script.handed_out().empty());
  CHECK(script.gate.flush_due(end, script.works) == kNever);
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("What a replica has made leaves when it is due, while the replica waits on") {
  Script script(waiting_stage(1), {{}}, {{.queue_depth = 2, .batch_wait = 10ms}});
  script.put(0);
  script.handed_out();
  push(script, 0, {1});
  CHECK(settle_waiting(script, 0).due == script.clock.now() + 10ms);
  script.gate.flush_due(script.clock.now() + 10ms, script.works);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.gate.work_of(0).is_waiting());  // so it is not called
  CHECK(settle_waiting(script, 0).next == NextStep::leave);
  CHECK(script.sent == 1);
  CHECK(script.handed_out().empty());
}

TEST_CASE("Batches behind the one that waits are for other replicas") {
  Script script(waiting_stage(2), {{.queue_depth = 16}}, {});
  script.gate.work_of(1).bulk = 4;
  script.put(0, 4);
  CHECK(script.handed_out() == Replicas{1});
  settle_waiting(script, 1);
  CHECK(script.gate.work_of(1).in_hand.left() == 1);
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("In an ordered stage a replica that waits is called again before its turn, and its turn sends what was left for it") {
  Script script(waiting_stage(2, true), {{.queue_depth = 8}}, {{.queue_depth = 4, .batch_size = 4, .batch_wait = 10ms}});
  script.put(0, 2);
  const Replicas working = script.handed_out();
  REQUIRE(working.size() == 2);
  settle_waiting(script, working[1]);
  script.gate.wake(working[1], script.now(), script.works);
  CHECK(script.handed_out() == Replicas{working[1]});  // the head is still in its call
  settle_waiting(script, working[1]);
  push(script, working[0], {1});
  script.run(working[0]);
  CHECK(script.handed_out() == Replicas{working[1]});  // its turn
  CHECK(script.gate.work_of(working[1]).is_waiting());
  settle_waiting(script, working[1]);
  script.gate.flush_due(script.clock.now() + 10ms, script.works);
  CHECK(script.handed_out() == Replicas{working[1]});
  settle_waiting(script, working[1]);
  CHECK(script.sent == 1);
}

TEST_CASE("A stage that has had enough drops what a waiting replica has in hand") {
  Script script(waiting_stage(2), {{.queue_depth = 8}}, {{}});
  script.put(0);
  CHECK(script.handed_out() == Replicas{1});
  settle_waiting(script, 1);
  script.have_enough();
  CHECK(script.handed_out() == Replicas{1});
  script.run(1);
  CHECK(script.gate.work_of(0).finishing);
}

TEST_CASE("A drain calls what waits") {
  Script script(waiting_stage(1), {{}}, {{}});
  script.put(0);
  script.handed_out();
  settle_waiting(script, 0);
  script.gate.drain(script.now(), script.works);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.gate.work_of(0).ending.stopping());
}

TEST_CASE("A stopped gate calls nothing that waits") {
  Script script(waiting_stage(1), {{}}, {{}});
  script.put(0);
  script.handed_out();
  settle_waiting(script, 0);
  script.stop.requested = true;
  script.gate.wake(0, script.now(), script.works);
  script.gate.flush_due(script.clock.now() + 1h, script.works);
  CHECK(script.handed_out().empty());
}

TEST_CASE("Replicas that wait for something outside wait for that alone") {
  Script script(waiting_stage(2), {{.queue_depth = 8}}, {{}});
  script.put(0);
  script.handed_out();
  settle_waiting(script, 1);
  script.pass(6ns);
  const GateReport report = script.gate.report(script.now());
  CHECK(report.totals.waiting_outside == 6ns);
  CHECK(report.totals.waiting_room == 0ns);
  CHECK(report.totals.waiting_input == 6ns);  // the other one
  CHECK(report.waits_outside == 1);
}

}  // namespace weir::runtime
