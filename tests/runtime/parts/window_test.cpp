#include "runtime/ordered_window.hpp"

#include "catch.hpp"
#include "edge_of.hpp"
#include "runtime/replica.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

namespace {

struct Window {
  const PlannedStage stage{};
  BatchPool pool;
  detail::StopFlag stop;
  Edges edges{{{.batch_size = 3, .batch_wait = 10ms}}};
  OutputCredits credits{edges.all(), pool};
  OrderedWindow window{credits.edges(), credits.waits(), pool};

  std::unique_ptr<Replica> replica(std::uint32_t index) {
    auto replica = std::make_unique<Replica>(index, std::make_unique<NoStage>(), stage, std::size_t{1}, credits, pool, stop);
    replica->ticket = window.draw();
    replica->work.outputs.may_send = false;
    return replica;
  }
};

}  // namespace

TEST_CASE("Tickets are drawn in turn, and the lowest that is out is the head") {
  Window w;
  CHECK(w.window.empty());
  const auto first = w.replica(0);
  const auto second = w.replica(1);
  CHECK(first->ticket + 1 == second->ticket);
  CHECK(w.window.is_head(first->ticket));
  CHECK_FALSE(w.window.is_head(second->ticket));
  CHECK_FALSE(w.window.empty());
  for (Replica* head : {first.get(), second.get()}) {
    w.window.enter(head->work.outputs);
    CHECK(head->work.outputs.may_send);
    w.window.leave(head->work.outputs);
    CHECK_FALSE(head->work.outputs.may_send);
  }
  CHECK(w.window.empty());
}

TEST_CASE("A replica that waits for its turn is taken when it comes, whichever began to wait first") {
  Window w;
  const auto first = w.replica(0);
  const auto second = w.replica(1);
  const auto third = w.replica(2);
  w.window.wait(*third);
  w.window.wait(*second);
  CHECK(w.window.waiting() == 2);
  CHECK(w.window.take_head() == nullptr);
  w.window.enter(first->work.outputs);
  w.window.leave(first->work.outputs);
  CHECK(w.window.take_head() == second.get());
  CHECK(w.window.waiting() == 1);
  CHECK(w.window.take_head() == nullptr);
}

TEST_CASE("What a head leaves part-filled, and its age, pass to the next") {
  Window w;
  const auto first = w.replica(0);
  const auto second = w.replica(1);
  w.window.enter(first->work.outputs);
  fill(first->work.outputs.writer(0), {1, 2});
  first->work.outputs.note_open(SteadyTime(1s));
  w.window.leave(first->work.outputs);
  CHECK(w.window.live_batches() == 1);
  CHECK(first->work.outputs.live_batches() == 0);
  CHECK(w.window.deadlines().expire(SteadyTime(1s)) == SteadyTime(1s + 10ms));
  fill(second->work.outputs.writer(0), {3});
  second->work.outputs.note_open(SteadyTime(2s));
  w.window.enter(second->work.outputs);
  CHECK(w.window.live_batches() == 0);
  CHECK(w.window.deadlines().expire(SteadyTime(1s)) == kNever);
  CHECK(second->work.outputs.deadlines.expire(SteadyTime(1s)) == SteadyTime(1s + 10ms));
  w.credits.reserve(second->work.outputs, 1);
  second->work.outputs.cut();
  CHECK(items_of(second->work.outputs.writer(0).sealed.front()) == std::vector<int>{1, 2, 3});
}

}  // namespace weir::runtime
