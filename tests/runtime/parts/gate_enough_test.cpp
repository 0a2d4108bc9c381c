// A gate whose stage has had enough, or whose readers have, by a script of events.

#include "gate_script.hpp"

#include "catch.hpp"

namespace weir::runtime {

namespace {

std::string broken(Script& script) {
  return script.gate.broken_invariant(std::vector<Home>(script.out.all().size()));
}

}  // namespace

TEST_CASE("A stage that has had enough takes no more, and finishes though its input has not ended") {
  Script script(stage_of(2), {{.queue_depth = 8}}, {{}});
  script.put(0, 3);
  CHECK(script.handed_out() == Replicas{1, 0});
  script.gate.mark_enough();  // by the call of replica 1
  script.run(1);
  CHECK(script.handed_out().empty());
  CHECK(script.have_enough() == 1);
  CHECK(script.handed_out().empty());
  script.run(0);  // it was in a call
  CHECK(script.handed_out() == Replicas{0, 1});
  CHECK(broken(script).empty());
  CHECK_FALSE(script.run(1).closes);
  CHECK(script.run(0).closes);
  CHECK(script.gate.done());
  CHECK(broken(script).empty());
}

TEST_CASE("What comes for a stage that has had enough is not let in, and is counted") {
  Script script(stage_of(1), {{}, {}}, {});
  CHECK(script.put(0));
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.put(1, 2));
  script.gate.mark_enough();
  CHECK_FALSE(script.put(1));
  CHECK(script.in[1].queue.size() == 2);
  CHECK(script.gate.report(script.now()).totals.dropped.items == 1);
  CHECK(script.have_enough() == 2);
  CHECK(script.gate.report(script.now()).totals.dropped.items == 3);
  CHECK(script.gate.report(script.now()).totals.batches_dropped == 2);
  CHECK(broken(script).empty());
}

TEST_CASE("That a stage has had enough is news once, whoever says so") {
  Script script(stage_of(1), {{}}, {{}});
  script.gate.mark_enough();
  CHECK(script.gate.have_enough());
  CHECK_FALSE(script.gate.have_enough());
}

TEST_CASE("A replica that is parked with input in hand needs no room to drop it") {
  Script script(stage_of(1), {{.queue_depth = 8}}, {{.queue_depth = 1, .batch_size = 1}});
  script.put(0);
  script.put(0, 2);
  script.gate.work_of(0).bulk = 2;
  script.run(0, {1});  // its batch takes the only credit
  CHECK(script.sent == 1);
  script.give_back(0);
  script.handed_out();
  ReplicaWork& work = script.gate.work_of(0);
  REQUIRE(work.in_hand.left() == 2);
  fill(work.outputs.writer(0), {1});
  work.outputs.cut();  // its call has made one batch of the first, and there is no credit for the second
  work.outputs.writer(0).sealed.clear();
  std::fill(work.in_hand.owed.begin(), work.in_hand.owed.end(), Home());
  CHECK(script.gate.settle(work, script.now(), script.works).next == NextStep::leave);
  CHECK(script.handed_out().empty());
  script.have_enough();
  CHECK(script.handed_out() == Replicas{0});
  script.run(0);
  CHECK(script.handed_out().empty());  // `finish` needs room as ever
  script.give_back(0);
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("The heads of an ordered stage pass on when it has had enough") {
  Script script(stage_of(2, true), {{.queue_depth = 8}}, {{.queue_depth = 4, .batch_size = 1}});
  script.put(0, 2);
  const Replicas working = script.handed_out();
  REQUIRE(working.size() == 2);
  script.gate.mark_enough();
  script.run(working[1], {2});
  script.have_enough();
  CHECK(script.sent == 0);
  script.run(working[0], {1});
  CHECK(script.sent == 1);
  CHECK(script.handed_out() == Replicas{working[1]});
  script.run(working[1]);
  CHECK(script.sent == 2);
  CHECK(script.handed_out() == Replicas{0, 1});
}

TEST_CASE("A stage has lost its readers when the last has had enough, and a source then ends") {
  PlannedStage source = stage_of(1);
  source.role = Role::source;
  Script script(source, {}, {{.queue_depth = 1, .batch_size = 1}, {.queue_depth = 1, .batch_size = 1}});
  CHECK(script.handed_out() == Replicas{0});
  const auto is_told = [&script] { return script.gate.work_of(0).ending.stopping(); };
  CHECK_FALSE(script.gate.lose_reader(script.out[0]));
  CHECK_FALSE(is_told());
  CHECK(script.gate.lose_reader(script.out[1]));
  CHECK(is_told());
  script.have_enough();
  script.gate.work_of(0).finish_called = true;
  CHECK(script.run(0).closes);
}

TEST_CASE("An inlet that sleeps wakes when nobody reads it") {
  PlannedStage inlet = stage_of(1);
  inlet.role = Role::source;
  Script script(inlet, {}, {{}});
  CHECK(script.handed_out() == Replicas{0});
  script.gate.work_of(0).wait(WaitsFor::host, kNever);
  script.run(0);
  REQUIRE(script.gate.waiting_for(WaitsFor::host) == 1);
  script.have_enough();
  CHECK(script.handed_out() == Replicas{0});
}

TEST_CASE("What a stage has made that had enough is whole, though its source was cut short") {
  Script script(stage_of(1), {{}}, {{}});
  script.gate.cut_short();
  CHECK(script.gate.is_cut_short());
  script.gate.mark_enough();
  CHECK_FALSE(script.gate.is_cut_short());
}

TEST_CASE("A stage is not there for those who read what it rejects, unless nobody else reads it") {
  PlannedStage stage = stage_of(1);
  stage.named_outputs = {{"rejected", &item_type<int>()}};
  const EdgeSetup rejects{.output = 1};
  Script both(stage, {{}}, {{}, rejects});
  CHECK_FALSE(both.gate.lose_reader(both.out[1]));
  CHECK(both.gate.lose_reader(both.out[0]));
  Script alone(stage, {{}}, {rejects});
  CHECK(alone.gate.lose_reader(alone.out[0]));
}

TEST_CASE("A sink does not end because nobody reads what it rejects any more") {
  PlannedStage sink = stage_of(1);
  sink.role = Role::sink;
  sink.named_outputs = {{"rejected", &item_type<int>()}};
  Script script(sink, {{}}, {{.output = 1}});
  CHECK_FALSE(script.gate.lose_reader(script.out[0]));
}

}  // namespace weir::runtime
