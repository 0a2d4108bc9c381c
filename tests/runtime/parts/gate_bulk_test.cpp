// How many batches a replica takes at once, and when their credits go home.

#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "gate_script.hpp"

namespace weir::runtime {

TEST_CASE("An activation's bulk is what the replica may move, over all in-edges in turn") {
  Script script(stage_of(1), {{.queue_depth = 8}, {.queue_depth = 8}}, {});
  CHECK(script.gate.max_bulk() == bulk_limit(8, 1));
  script.put(0);
  script.put(0, 3);
  script.put(1, 3);
  script.gate.work_of(0).bulk = 4;
  script.handed_out();
  script.run(0);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.gate.work_of(0).in_hand.owed[0].credits == 2);
  CHECK(script.gate.work_of(0).in_hand.owed[1].credits == 2);
}

// As if each of its batches had taken so long.
static void measure(Script& script, std::uint32_t replica, Nanoseconds busy) {
  script.put(0);
  REQUIRE(script.handed_out() == Replicas{replica});
  script.gate.work_of(replica).tally.busy = busy;
  script.run(replica);
  script.handed_out();
}

TEST_CASE("A replica takes all that there is when that is too little to share") {
  Script script(stage_of(2), {{.queue_depth = 8}}, {{.queue_depth = 16}});
  REQUIRE(script.gate.max_bulk() == 8);
  const auto take_of = [&script](Nanoseconds busy) {
    measure(script, 1, busy);
    script.gate.work_of(0).bulk = script.gate.work_of(1).bulk = 8;
    script.put(0, 8);
    std::vector<std::size_t> taken;
    for (const std::uint32_t replica : script.handed_out()) taken.push_back(script.gate.work_of(replica).in_hand.left());
    return taken;
  };
  SECTION("all, and the room for what it makes of it") {
    CHECK(take_of(100ns) == std::vector<std::size_t>{8});
    CHECK(script.gate.work_of(1).outputs.writer(0).reserved.size() == 8);
  }
  SECTION("its share when calls are long") {
    CHECK(take_of(1ms) == std::vector<std::size_t>{4, 4});
  }
  SECTION("its share beside another that is at work") {
    script.gate.work_of(1).bulk = 1;
    measure(script, 1, 100ns);
    script.put(0);
    CHECK(script.handed_out() == Replicas{1});
    script.gate.work_of(0).bulk = 8;
    script.put(0, 7);
    CHECK(script.handed_out() == Replicas{0});
    CHECK(script.gate.work_of(0).in_hand.left() == 4);
  }
}

TEST_CASE("Credits of what is taken at once come home with the put, as far as there are emptied batches") {
  Script script(stage_of(1), {{.queue_depth = 8}}, {});
  script.put(0);
  CHECK(script.home.empty());  // a first batch: none has been emptied
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.gate.work_of(0).in_hand.owed[0].credits == 1);
  script.run(0);
  script.put(0);
  CHECK(script.handed_out() == Replicas{0});
  CHECK(script.home.size() == 1);
  CHECK(script.gate.work_of(0).in_hand.owed[0].credits == 0);
  script.put(0);  // it is at work: what is put now is in the queue
  CHECK(script.home.size() == 1);
}

TEST_CASE("What a replica leaves in its hand goes to any that is free, one batch each") {
  Script script(stage_of(3), {{.queue_depth = 16}}, {});
  for (std::uint32_t replica = 0; replica < 3; ++replica) script.gate.work_of(replica).bulk = 4;
  script.put(0, 4);
  CHECK(script.handed_out() == Replicas{2});
  ReplicaWork& slow = script.gate.work_of(2);
  REQUIRE(slow.in_hand.left() == 4);
  slow.in_hand.use_up_front();
  ++slow.tally.batches_in;
  slow.in_hand.owed[0] = {};
  slow.shares = true;
  CHECK(script.gate.settle(slow, script.now(), script.works).next == NextStep::leave);
  CHECK(script.handed_out().size() == 3);
  for (std::uint32_t replica = 0; replica < 3; ++replica) {
    CHECK(script.gate.work_of(replica).in_hand.left() == 1);
    CHECK(script.gate.work_of(replica).in_hand.owed[0].credits == 0);  // its credit has gone home before
  }
  for (std::uint32_t replica = 0; replica < 3; ++replica) script.run(replica);
  CHECK(script.gate.broken_invariant({}).empty());
  script.close(0);
  CHECK(script.handed_out().size() == 3);
}

TEST_CASE("A replica that shares its only batch gets room for parts of it, as many as there are others without anything") {
  Script script(stage_of(4), {{.queue_depth = 16}}, {});
  std::vector<Batch*> full{batch_of(script.pool, 10)};
  REQUIRE(script.gate.put(script.in[0], full, script.home, script.now(), script.works));
  REQUIRE(script.handed_out() == Replicas{3});
  ReplicaWork& slow = script.gate.work_of(3);
  const auto parts = [&slow] { return slow.in_hand.left() - 1; };
  slow.in_hand.owed[0] = {};
  slow.shares = true;

  SECTION("and each of them then gets one") {
    script.gate.add_parts(slow);
    REQUIRE(parts() == 3);
    for (std::size_t p = 1; p <= 3; ++p) slow.in_hand.front().move_front(*slow.in_hand.batches[p], 2);
    CHECK(script.gate.settle(slow, script.now(), script.works).next == NextStep::leave);
    CHECK(script.handed_out().size() == 4);
    for (std::uint32_t replica = 0; replica < 4; ++replica) CHECK(script.gate.work_of(replica).in_hand.left() == 1);
    CHECK(script.gate.broken_invariant({}).empty());
    for (std::uint32_t replica = 0; replica < 4; ++replica) script.run(replica);
    CHECK(script.gate.broken_invariant({}).empty());
    script.close(0);
    CHECK(script.handed_out().size() == 4);
  }
  SECTION("but not more than it has items") {
    slow.in_hand.front().drop_front(8);
    script.gate.add_parts(slow);
    CHECK(parts() == 1);
  }
  SECTION("but none of a single item") {
    slow.in_hand.front().drop_front(9);
    script.gate.add_parts(slow);
    CHECK(parts() == 0);
  }
  SECTION("but not while another one does") {
    script.gate.add_parts(slow);
    script.put(0);
    REQUIRE(script.handed_out().size() == 1);
    ReplicaWork& other = script.gate.work_of(2);
    other.in_hand.batches.front() = batch_of(script.pool, 10);
    script.gate.add_parts(other);
    CHECK(other.in_hand.left() == 1);
  }
}

TEST_CASE("Batches that are queued come before parts of another") {
  Script script(stage_of(2), {{.queue_depth = 16}}, {});
  std::vector<Batch*> full{batch_of(script.pool, 10)};
  REQUIRE(script.gate.put(script.in[0], full, script.home, script.now(), script.works));
  script.put(0, 2);
  REQUIRE(script.handed_out() == Replicas{1, 0});
  ReplicaWork& slow = script.gate.work_of(1);
  slow.shares = true;
  script.gate.add_parts(slow);
  CHECK(slow.in_hand.left() == 1);
}

}  // namespace weir::runtime
