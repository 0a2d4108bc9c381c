#include "catch.hpp"
#include "edge_of.hpp"
#include "runtime/input_queues.hpp"

namespace weir::runtime {

TEST_CASE("A queue hands its batches on in order, round its ring, and remembers its peak") {
  BatchPool pool;
  BatchQueue queue(3);
  std::vector<Batch*> batches;
  for (int i = 0; i < 7; ++i) batches.push_back(batch_of(pool, 1));
  queue.push(batches[0]);
  queue.push(batches[1]);
  CHECK(queue.peak() == 2);
  CHECK(queue.pop() == batches[0]);
  for (std::size_t i = 2; i < batches.size(); ++i) {
    queue.push(batches[i]);
    CHECK(queue.pop() == batches[i - 1]);
  }
  CHECK(queue.size() == 1);
  CHECK(queue.peak() == 2);
  CHECK(queue.pushed() == 7);
}

TEST_CASE("A queue grows as it fills, up to its depth, and keeps its order") {
  constexpr std::size_t kDepth = 100;
  BatchPool pool;
  BatchQueue queue(kDepth);
  CHECK(queue.depth() == kDepth);
  std::vector<Batch*> batches;
  for (std::size_t i = 0; i < 2 * kDepth; ++i) batches.push_back(batch_of(pool, 1));
  std::size_t pushed = 0;
  std::size_t popped = 0;
  const auto push = [&](std::size_t count) {
    queue.make_room(count);
    for (; count > 0; --count) queue.push(batches[pushed++]);
  };
  const auto pop = [&](std::size_t count) {
    for (; count > 0; --count) REQUIRE(queue.pop() == batches[popped++]);
  };
  push(10);
  pop(7);  // so that the ring's beginning lies in its middle when it grows
  push(20);
  push(1);
  pop(5);
  push(kDepth - queue.size());
  CHECK(queue.size() == kDepth);
  pop(kDepth);
  CHECK(queue.peak() == kDepth);
}

TEST_CASE("A queue has ended when its producer has finished and nothing is left") {
  BatchPool pool;
  BatchQueue queue(2);
  queue.push(batch_of(pool, 1));
  CHECK_FALSE(queue.ended());
  queue.close();
  CHECK(queue.closed());
  CHECK_FALSE(queue.ended());
  queue.pop();
  CHECK(queue.ended());
}

TEST_CASE("In-edges take turns, and empty ones are passed over") {
  BatchPool pool;
  Edges edges({{}, {}, {}});
  InputQueues queues(edges.all());
  for (int i = 0; i < 3; ++i) edges[0].queue.push(batch_of(pool, 1));
  for (int i = 0; i < 2; ++i) edges[2].queue.push(batch_of(pool, 1));
  CHECK(queues.size() == 5);
  std::vector<std::size_t> turns;
  while (queues.size() > 1) turns.push_back(queues.take().edge);
  CHECK(turns == std::vector<std::size_t>{0, 2, 0, 2});
  edges[1].queue.push(batch_of(pool, 1));
  CHECK(queues.take().edge == 0);
  CHECK(queues.take().edge == 1);
}

TEST_CASE("Input has ended when every in-edge has") {
  BatchPool pool;
  Edges edges({{}, {}});
  InputQueues queues(edges.all());
  edges[0].queue.close();
  CHECK_FALSE(queues.ended());
  edges[1].queue.push(batch_of(pool, 1));
  edges[1].queue.close();
  CHECK_FALSE(queues.ended());
  queues.take();
  CHECK(queues.ended());
}

TEST_CASE("Batches that were put back go first, in their order, and owe no credit") {
  BatchPool pool;
  Edges edges(std::vector<EdgeSetup>(1));
  InputQueues queues(edges.all());
  for (int i = 0; i < 3; ++i) edges[0].queue.push(batch_of(pool, 1));
  const std::vector<Batch*> taken{queues.take().batch, queues.take().batch};
  queues.put_back(taken);
  CHECK(queues.size() == 3);
  edges[0].queue.close();
  CHECK_FALSE(queues.ended());
  for (Batch* batch : taken) {
    const InputQueues::Taken next = queues.take();
    CHECK(next.batch == batch);
    CHECK(next.edge == InputQueues::kNoEdge);
  }
  CHECK(queues.take().edge == 0);
  CHECK(queues.ended());
}

TEST_CASE("Where memory is limited a replica takes until it has as much as makes a batch, put back or not") {
  BatchPool pool;
  Edges edges(std::vector<EdgeSetup>{{.queue_depth = 8, .batch_bytes = 32, .memory = 1000}});
  InputQueues queues(edges.all());
  queues.reserve_back(8);
  for (int i = 0; i < 8; ++i) edges[0].queue.push(batch_of(pool, 4, edges[0].room));  // of 16 bytes
  const std::vector<Batch*> back{queues.take().batch, queues.take().batch, queues.take().batch};
  queues.put_back(back);
  InHand hand;
  hand.owed.resize(1);
  hand.take_from(queues, 8);
  CHECK(hand.batches == std::vector<Batch*>{back[0], back[1]});
  CHECK(hand.owed[0].bytes == 0);
  hand.clear();
  hand.take_from(queues, 8);
  CHECK(hand.batches.size() == 2);
  CHECK(hand.owed[0].bytes == 16);
  CHECK(hand.owed[0].credits == 1);
}

TEST_CASE("Emptied batches that no credit takes home wait for credits that have none") {
  BatchPool pool;
  Edges edges(std::vector<EdgeSetup>(1));
  InputQueues queues(edges.all());
  queues.reserve_back(8);
  std::vector<Batch*> one{batch_of(pool, 0), batch_of(pool, 0), batch_of(pool, 0)};
  std::vector<Batch*> other;
  queues.level(one, 1);
  CHECK(one.size() == 1);
  queues.level(other, 3);
  CHECK(other.size() == 2);
  queues.level(other, 2);
  CHECK(other.size() == 2);
}

}  // namespace weir::runtime
