#include <atomic>

#include "catch.hpp"
#include "edge_of.hpp"
#include "runtime/output_credits.hpp"

namespace weir::runtime {

namespace {

struct CreditsStage {
  explicit CreditsStage(const std::vector<EdgeSetup>& setups) : edges(setups), credits(edges.all(), pool) {}
  BatchPool pool;
  detail::StopFlag stop;
  detail::Ending ending{stop};
  Edges edges;
  OutputCredits credits;
  ReplicaOutputs outputs{credits.edges(), credits.waits(), 0, pool, ending};

  std::vector<std::size_t> reserved() {
    std::vector<std::size_t> reserved;
    for (const auto& writer : outputs.writers()) reserved.push_back(writer.reserved.size());
    return reserved;
  }
};

}  // namespace

TEST_CASE("Credits are taken and come home, and the fewest that were free are remembered") {
  BatchPool pool;
  Credits credits(4);
  std::vector<Batch*> taken;
  credits.take(3, pool, item_type<int>(), taken);
  CHECK(taken.size() == 3);
  CHECK(credits.free() == 1);
  credits.give_back(2, taken);
  CHECK(taken.size() == 1);
  CHECK(credits.free() == 3);
  CHECK(credits.fewest() == 1);
}

TEST_CASE("An emptied batch that came home with a credit is used again") {
  BatchPool pool;
  Credits credits(2);
  Batch* before = pool.make(item_type<int>());
  std::vector<Batch*> emptied{before};
  std::vector<Batch*> taken;
  credits.take(2, pool, item_type<int>(), taken);
  CHECK(taken[0] != before);
  credits.give_back(1, emptied);
  CHECK(emptied.empty());
  taken.clear();
  credits.take(1, pool, item_type<int>(), taken);
  CHECK(taken == std::vector<Batch*>{before});
}

TEST_CASE("Batches in excess of the credits stay with whoever brings them") {
  BatchPool pool;
  Credits credits(3);
  std::vector<Batch*> taken;
  credits.take(3, pool, item_type<int>(), taken);
  credits.give_back(1, taken);
  CHECK(taken.size() == 2);
  std::vector<Batch*> none;
  credits.give_back(2, none);
  CHECK(credits.free() == 3);
}

TEST_CASE("Credits are there when every out-edge has one") {
  CreditsStage stage({{.queue_depth = 2}, {.queue_depth = 1}});
  CHECK(stage.credits.available());
  stage.credits.reserve(stage.outputs, 1);
  CHECK_FALSE(stage.credits.available());
  stage.credits.release(stage.outputs);
  CHECK(stage.credits.available());
}

TEST_CASE("A call gets what it wants, what is free, and no more than one call may hold") {
  // Two producers share 8 batches: one call holds 4.
  CreditsStage stage({{.queue_depth = 8, .producers = 2}, {.queue_depth = 3}});
  stage.credits.reserve(stage.outputs, 2);
  CHECK(stage.reserved() == std::vector<std::size_t>{2, 2});
  stage.credits.release(stage.outputs);
  CHECK(stage.reserved() == std::vector<std::size_t>{0, 0});
  stage.credits.reserve(stage.outputs, 100);
  CHECK(stage.reserved() == std::vector<std::size_t>{4, 3});
  CHECK(stage.edges[0].credits.free() == 4);
}

TEST_CASE("A surplus gets the credits that it needs, on its own edges alone") {
  CreditsStage stage({{.queue_depth = 8, .batch_size = 2}, {.queue_depth = 8, .batch_size = 2}});
  fill(stage.outputs.writer(1), {1, 2, 3, 4, 5});
  CHECK(stage.credits.reserve_for_surplus(stage.outputs));
  CHECK(stage.reserved() == std::vector<std::size_t>{0, 3});
  CHECK(stage.credits.reserve_for_surplus(stage.outputs));
  CHECK(stage.reserved() == std::vector<std::size_t>{0, 3});
}

TEST_CASE("Without a surplus, or without a credit for it, nothing is reserved") {
  CreditsStage stage({{.queue_depth = 1, .batch_size = 2}});
  fill(stage.outputs.writer(0), {1});
  CHECK_FALSE(stage.credits.reserve_for_surplus(stage.outputs));
  std::vector<Batch*> elsewhere;
  stage.edges[0].credits.take(1, stage.pool, item_type<int>(), elsewhere);
  fill(stage.outputs.writer(0), {2});
  CHECK_FALSE(stage.credits.reserve_for_surplus(stage.outputs));
  CHECK(stage.reserved() == std::vector<std::size_t>{0});
}

TEST_CASE("The shortest batch_wait of the out-edges counts, none where there is none") {
  using namespace std::chrono_literals;
  CHECK(CreditsStage({{}, {}}).credits.shortest_wait() == kForever);
  CHECK(CreditsStage({{}, {.batch_wait = 5ms}, {.batch_wait = 2ms}}).credits.shortest_wait() == 2ms);
}

}  // namespace weir::runtime
