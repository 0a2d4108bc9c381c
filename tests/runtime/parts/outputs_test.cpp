#include "catch.hpp"
#include "edge_of.hpp"
#include "runtime/output_credits.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

namespace {

struct Outputs {
  explicit Outputs(EdgeSetup setup = {.batch_size = 3}) : edges({setup}), credits(edges.all(), pool) {}
  BatchPool pool;
  detail::StopFlag stop;
  detail::Ending ending{stop};
  Edges edges;
  OutputCredits credits;
  ReplicaOutputs outputs{credits.edges(), credits.waits(), 0, pool, ending};
  detail::EdgeWriter& writer = outputs.writer(0);

  std::vector<std::vector<int>> sealed() {
    std::vector<std::vector<int>> sealed;
    for (Batch* batch : writer.sealed) sealed.push_back(items_of(batch));
    return sealed;
  }
};

const SteadyTime kBegun(1s);

}  // namespace

TEST_CASE("A surplus is cut into batches of the limit, in order, and the rest stays open") {
  Outputs o;
  o.credits.reserve(o.outputs, 4);
  fill(o.writer, {1, 2, 3, 4, 5, 6, 7});
  CHECK(o.outputs.has_surplus());
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1, 2, 3}, {4, 5, 6}});
  CHECK(items_of(o.writer.open) == std::vector<int>{7});
  CHECK(o.writer.reserved.size() == 2);
  CHECK_FALSE(o.outputs.has_surplus());
}

TEST_CASE("A surplus is cut as far as there are credits") {
  Outputs o;
  o.credits.reserve(o.outputs, 1);
  fill(o.writer, {1, 2, 3, 4, 5, 6, 7});
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1, 2, 3}});
  CHECK(items_of(o.writer.open) == std::vector<int>{4, 5, 6, 7});
  CHECK(o.outputs.has_surplus());
}

TEST_CASE("A surplus is cut until what was promised is used up, though there are credits, and goes on with the next promise") {
  Outputs o({.queue_depth = 8, .batch_size = 100, .batch_bytes = 16, .memory = 100});
  EdgeMemory& memory = *o.edges[0].memory;
  std::size_t none = 0;
  const auto put_all = [&] {
    for (const Batch* batch : o.writer.sealed) memory.put(batch->bytes(), o.writer.promised);
    o.writer.sealed.clear();
    o.writer.sealed_bytes = 0;
  };
  memory.put(4, none);  // as far as is known, batches are small
  o.credits.reserve(o.outputs, 4);
  CHECK(o.writer.promised == 4 * 8);
  for (int i = 0; i < 64; ++i) fill(o.writer, {i});
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{0, 1, 2, 3}, {4, 5, 6, 7}});
  CHECK(o.writer.reserved.size() == 2);
  CHECK(o.outputs.has_surplus());
  put_all();
  std::size_t put = 2;
  while (o.credits.reserve_for_surplus(o.outputs)) {
    o.outputs.cut();
    REQUIRE_FALSE(o.writer.sealed.empty());
    put += o.writer.sealed.size();
    put_all();
  }
  CHECK(put == 6);  // 4 + 6 * 16 bytes are the limit
  o.credits.release(o.outputs);
  CHECK(memory.held() == 100);
}

TEST_CASE("What a call has made too large does not travel, and is not kept") {
  Outputs o({.queue_depth = 8, .batch_size = 3});
  o.credits.reserve(o.outputs, 3);
  fill(o.writer, {1, 2, 3, 4, 5, 6, 7});
  CHECK_FALSE(o.writer.may_seal());
  o.outputs.cut();
  CHECK(o.writer.may_seal());
  fill(o.writer, {8, 9, 10, 11, 12, 13, 14});
  o.outputs.cut();
  o.credits.reserve(o.outputs, 1);
  o.outputs.cut();
  CHECK(o.writer.open->is_outsized());  // there was no credit left, and so no batch to change it for
  o.credits.reserve(o.outputs, 1);
  o.outputs.deadlines.expire_all();
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}, {13, 14}});
  for (const Batch* batch : o.writer.sealed) CHECK_FALSE(batch->is_outsized());
  CHECK_FALSE(o.writer.open->is_outsized());
}

TEST_CASE("What is due is a surplus however little it is, and nothing is due after it was sent") {
  Outputs o;
  o.credits.reserve(o.outputs, 2);
  o.outputs.deadlines.expire_all();
  CHECK_FALSE(o.outputs.has_surplus());  // nothing is open
  fill(o.writer, {1});
  CHECK(o.outputs.has_surplus());
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1}});
  CHECK_FALSE(o.outputs.deadlines.any_due());
}

TEST_CASE("A call may start while the open batch has room and a credit to be sent by") {
  Outputs o;
  CHECK_FALSE(o.outputs.has_room());
  o.credits.reserve(o.outputs, 1);
  CHECK(o.outputs.has_room());
  fill(o.writer, {1, 2, 3});
  CHECK_FALSE(o.outputs.has_room());
}

TEST_CASE("Before its turn a replica of an ordered stage fills its batches without a credit, and sends nothing") {
  Outputs o;
  o.outputs.may_send = false;
  CHECK(o.outputs.has_room());
  fill(o.writer, {1, 2, 3, 4});
  CHECK_FALSE(o.outputs.has_room());
  o.outputs.cut();
  CHECK(o.writer.sealed.empty());
  CHECK(o.outputs.holds_items());
}

TEST_CASE("The head puts what was left before it first") {
  Outputs o;
  o.outputs.may_send = false;
  std::vector<Batch*> tail{o.pool.make(item_type<int>())};
  auto& left = *static_cast<detail::TypedBatch<int>*>(tail[0]);
  left.add([] { return 1; });
  left.add([] { return 2; });
  fill(o.writer, {3, 4});
  o.outputs.become_head(tail);
  CHECK(o.outputs.live_batches() == 2);
  o.credits.reserve(o.outputs, 1);
  o.outputs.cut();
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1, 2, 3}});
  o.writer.sealed.clear();
  o.outputs.leave_head(tail);
  CHECK(items_of(tail[0]) == std::vector<int>{4});
  CHECK(o.writer.open->size() == 0);
  CHECK_FALSE(o.outputs.may_send);
}

TEST_CASE("The age of an open batch is kept from call to call, and begins anew after one was sealed") {
  Outputs o({.batch_size = 3, .batch_wait = 10ms});
  fill(o.writer, {1});
  o.outputs.note_open(kBegun);
  o.outputs.note_open(kBegun + 5ms);
  CHECK(o.outputs.deadlines.expire(kBegun) == kBegun + 10ms);
  o.credits.reserve(o.outputs, 1);
  fill(o.writer, {2, 3});
  o.writer.seal();
  fill(o.writer, {4});
  o.outputs.note_open(kBegun + 7ms);
  CHECK(o.outputs.deadlines.expire(kBegun) == kBegun + 17ms);
}

TEST_CASE("Nothing open has no age") {
  Outputs o({.batch_wait = 10ms});
  o.outputs.note_open(kBegun);
  CHECK(o.outputs.deadlines.expire(kBegun) == kNever);
}

TEST_CASE("In the middle of a call, what is due is sealed, with the credit that the call has") {
  Outputs o({.batch_size = 3, .batch_wait = 10ms});
  fill(o.writer, {1});
  o.outputs.note_open(kBegun);
  CHECK(o.outputs.seal_due(kBegun + 9ms) == kBegun + 10ms);
  CHECK(o.writer.sealed.empty());
  o.outputs.seal_due(kBegun + 10ms);
  CHECK(o.writer.sealed.empty());  // no credit
  o.credits.reserve(o.outputs, 1);
  CHECK(o.outputs.seal_due(kBegun + 10ms) == kNever);
  CHECK(o.sealed() == std::vector<std::vector<int>>{{1}});
  CHECK_FALSE(o.outputs.deadlines.any_due());
}

TEST_CASE("Live batches are those that are open with items, reserved, or sealed") {
  Outputs o;
  CHECK(o.outputs.live_batches() == 0);
  CHECK_FALSE(o.outputs.holds_items());
  o.credits.reserve(o.outputs, 2);
  CHECK(o.outputs.live_batches() == 2);
  fill(o.writer, {1, 2, 3, 4});
  CHECK(o.outputs.live_batches() == 3);
  o.outputs.cut();
  CHECK(o.outputs.live_batches() == 3);
}

}  // namespace weir::runtime
