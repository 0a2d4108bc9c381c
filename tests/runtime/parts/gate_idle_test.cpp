// A gate whose replicas wait for input and for something outside at once (`WaitsForInput`).

#include "catch.hpp"
#include "gate_script.hpp"

namespace weir::runtime {

namespace {

class Idler final : public Expander<int, int>, public WaitsForInput {
 public:
  void open(int&&) override {}
  Next produce(Output<int>&) override { return Next::done; }
};

PlannedStage idling_stage(std::size_t replicas) {
  PlannedStage stage = stage_of(replicas);
  stage.role = Role::expander;
  stage.factory = StageFactory::of<Idler>([] { return std::make_unique<Idler>(); });
  return stage;
}

// What the thread of a replica does whose call has used up its input, and waits for more of it and for something outside.
Settled settle_idle(Script& script, std::uint32_t replica, SteadyTime until = kNever) {
  ReplicaWork& work = script.gate.work_of(replica);
  work.idles = true;
  work.wait(WaitsFor::outside, until);
  return script.run(replica);
}

}  // namespace

TEST_CASE("A replica that idles gets the next batch, which ends its wait") {
  Script script(idling_stage(1), {{.queue_depth = 8}}, {{}});
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(settle_idle(script, 0).next == NextStep::leave);
  CHECK(script.handed_out().empty());
  script.pass(5ns);
  CHECK(script.gate.report(script.now()).totals.waiting_input == 5ns);
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});
  CHECK_FALSE(script.gate.work_of(0).is_waiting());
  CHECK(script.gate.work_of(0).in_hand.left() == 1);
}

TEST_CASE("One that is woken is called without input, once, when there is room") {
  Script script(idling_stage(2), {{.queue_depth = 8}}, {{.queue_depth = 1, .batch_size = 1}});
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});
  settle_idle(script, 0);
  script.put(0);
  CHECK(script.handed_out() == Replicas{1});  // it gets the only credit
  script.gate.wake(0, script.now(), script.works);
  CHECK(script.handed_out().empty());
  settle_idle(script, 1);
  CHECK(script.handed_out() == Replicas{0});
  CHECK_FALSE(script.gate.work_of(0).in_hand.any());
  CHECK_FALSE(script.gate.work_of(0).finishing);
  settle_idle(script, 0);
  CHECK(script.handed_out().empty());
}

TEST_CASE("A wake, a time or a batch that comes while it runs is not lost") {
  Script script(idling_stage(1), {{.queue_depth = 8}}, {{}});
  script.put(0);
  script.handed_out();
  script.gate.wake(0, script.now(), script.works);
  settle_idle(script, 0);
  CHECK(script.handed_out() == Replicas{0});
  settle_idle(script, 0, script.clock.now() + 1ms);
  script.gate.flush_due(script.clock.now() + 1ms, script.works);
  CHECK(script.handed_out() == Replicas{0});
  script.put(0);
  settle_idle(script, 0);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.gate.work_of(0).in_hand.any());
}

TEST_CASE("Batches go to the replica that has had none for longest") {
  Script script(idling_stage(3), {{.queue_depth = 8}}, {{.queue_depth = 8}});
  Replicas order;
  for (int i = 0; i < 6; ++i) {
    script.put(0);
    const Replicas one = script.handed_out();
    REQUIRE(one.size() == 1);
    order.push_back(one.front());
    settle_idle(script, one.front());
  }
  CHECK(order == Replicas{0, 1, 2, 0, 1, 2});
}

TEST_CASE("When all input has ended, those that idle get their last calls, and wait in these as others do") {
  Script script(idling_stage(2), {{.queue_depth = 8}}, {{.queue_depth = 8}});
  script.put(0);
  script.put(0);
  CHECK(script.handed_out() == Replicas{0, 1});
  settle_idle(script, 0);
  script.close(0);
  script.gate.wake(0, script.now(), script.works);
  CHECK(script.handed_out() == Replicas{0});  // the other one is at work: this one is called as before
  CHECK_FALSE(script.gate.work_of(0).finishing);
  settle_idle(script, 0);
  settle_idle(script, 1);
  CHECK(script.handed_out().size() == 2);
  CHECK(script.gate.work_of(0).finishing);
  ReplicaWork& work = script.gate.work_of(0);
  work.wait(WaitsFor::outside, kNever);
  CHECK(script.gate.settle(work, script.now(), script.works).next == NextStep::leave);
  CHECK(script.gate.waiting_for(WaitsFor::outside) == 1);
  CHECK(script.handed_out().empty());
  script.gate.wake(0, script.now(), script.works);
  CHECK(script.handed_out() == Replicas{0});
  CHECK_FALSE(script.run(0).closes);
  CHECK(script.run(1).closes);
}

TEST_CASE("Where the stage has had enough, one that is woken waits for its last calls") {
  Script script(idling_stage(2), {{.queue_depth = 8}}, {{.queue_depth = 8}});
  script.put(0);
  script.put(0);
  script.handed_out();
  settle_idle(script, 0);
  CHECK(script.have_enough() == 0);
  script.gate.wake(0, script.now(), script.works);
  CHECK(script.handed_out().empty());
  script.run(1);
  CHECK(script.handed_out().size() == 2);
  CHECK(script.gate.work_of(0).finishing);
}

}  // namespace weir::runtime
