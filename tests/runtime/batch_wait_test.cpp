// Part-filled batches that wait. Each source here goes on until its item has come through, so a batch that is forgotten ends a test by the
// run's timeout, and no test depends on how long anything takes.

#include <weir/pipeline.hpp>

#include <atomic>
#include <thread>

#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;
using namespace std::chrono_literals;

namespace {

/// Calls a function with the output and the number of items made so far.
class From final : public Source<int> {
 public:
  using Produce = std::function<Next(Output<int>&, int&)>;
  explicit From(Produce produce) : produce_(std::move(produce)) {}
  Next produce(Output<int>& out) override { return produce_(out, made_); }

 private:
  Produce produce_;
  int made_ = 0;
};

auto from(From::Produce produce) {
  return [=] { return std::make_unique<From>(produce); };
}

/// Makes `count` items at once, then nothing until `arrived`.
auto few(int count, const std::atomic<bool>& arrived) {
  return from([count, &arrived](Output<int>& out, int& made) {
    if (made < count) {
      out.push(made++);
      return Next::again;
    }
    std::this_thread::sleep_for(1ms);
    return arrived ? Next::done : Next::again;
  });
}

/// Makes an item a millisecond until `arrived`.
auto trickle(const std::atomic<bool>& arrived) {
  return from([&arrived](Output<int>& out, int& made) {
    std::this_thread::sleep_for(1ms);
    out.push(made++);
    return arrived ? Next::done : Next::again;
  });
}

/// Goes on with its first item until told, a call a millisecond; makes something of it in each, or nothing.
class GoesOn final : public Expander<int, int> {
 public:
  GoesOn(const std::atomic<bool>& over, bool pushes) : over_(over), pushes_(pushes) {}
  void open(int&&) override {}
  Next produce(Output<int>& out) override {
    std::this_thread::sleep_for(1ms);
    if (pushes_) out.push(1);
    return over_ ? Next::done : Next::again;
  }

 private:
  const std::atomic<bool>& over_;
  const bool pushes_;
};

auto goes_on(const std::atomic<bool>& over, bool pushes) {
  return [&over, pushes] { return std::make_unique<GoesOn>(over, pushes); };
}

auto tell(std::atomic<bool>& arrived) {
  return each([&](std::span<int>) { arrived = true; });
}

}  // namespace

TEST_CASE("batch_wait sends a part-filled batch on while its source waits, on one worker and on two") {
  const std::size_t workers = GENERATE(1, 2);
  std::atomic<bool> arrived = false;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("from", {}, few(1, arrived))
                        .stage("pass", {.inputs = {"from"}}, pass())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 100, .batch_wait = 5ms}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("Sources that wait on every worker do not hold up a batch that is due") {
  std::atomic<bool> arrived = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("a", {}, few(1, arrived))
                        .stage("b", {}, few(1, arrived))
                        .stage("pass", {.inputs = {"a", "b"}}, pass())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 100, .batch_wait = 5ms}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("A source that trickles sends its part-filled batch when it is due") {
  std::atomic<bool> arrived = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, trickle(arrived))
                        .stage("into", {.inputs = {"from"}, .batch_size = 1'000'000'000, .batch_wait = 5ms}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("An expander that trickles sends its part-filled batch when it is due, on one worker and on two") {
  const std::size_t workers = GENERATE(1, 2);
  std::atomic<bool> arrived = false;
  std::atomic<bool> always = true;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("from", {}, few(1, always))
                        .stage("goes_on", {.inputs = {"from"}}, goes_on(arrived, true))
                        .stage("into", {.inputs = {"goes_on"}, .batch_size = 1'000'000'000, .batch_wait = 5ms}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("An expander that waits does not keep its only worker from others") {
  std::atomic<bool> arrived = false;
  std::atomic<bool> always = true;
  Pipeline pipeline(PlanBuilder(1)
                        .stage("from", {}, few(1, always))
                        .stage("goes_on", {.inputs = {"from"}}, goes_on(arrived, false))
                        .stage("nothing", {.inputs = {"goes_on"}}, each([](std::span<int>) {}))
                        .stage("other", {}, few(1, arrived))
                        .stage("into", {.inputs = {"other"}, .batch_size = 1}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("Behind an ordered stage, what came before its turn is sent when it is due") {
  // Item 1 is ready at once, and becomes due while item 0, the head, takes its time.
  std::atomic<bool> arrived = false;
  Pipeline pipeline(
      PlanBuilder(4)
          .stage("from", {}, few(2, arrived))
          .stage("pass", {.inputs = {"from"}, .replicas = 2, .ordered = true}, change([](std::span<int> items, Output<int>& out) {
                   if (items[0] == 1) out.push(1);
                   if (items[0] == 0) std::this_thread::sleep_for(30ms);
                 }))
          .stage("into", {.inputs = {"pass"}, .batch_size = 100, .batch_wait = 5ms}, tell(arrived))
          .timeout(60s)
          .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("Behind an ordered stage, a head that drops its input does not forget what the one before left") {
  std::atomic<bool> arrived = false;
  Pipeline pipeline(
      PlanBuilder(2)
          .stage("from", {}, few(2, arrived))
          .stage("first", {.inputs = {"from"}, .replicas = 2, .ordered = true}, change([](std::span<int> items, Output<int>& out) {
                   if (items[0] == 0) out.push(0);
                 }))
          .stage("into", {.inputs = {"first"}, .batch_size = 100, .batch_wait = 20ms}, tell(arrived))
          .timeout(60s)
          .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("Full batches for one reader do not make another reader's batch look young") {
  std::atomic<bool> arrived = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, trickle(arrived))
                        .stage("one", {.inputs = {"from"}, .batch_size = 1, .batch_wait = 5ms}, each([](std::span<int>) {}))
                        .stage("many", {.inputs = {"from"}, .batch_size = 1'000'000'000, .batch_wait = 5ms}, tell(arrived))
                        .timeout(60s)
                        .plan());
  CHECK(pipeline.run().finished);
}

TEST_CASE("A batch starts its wait anew after one was sent") {
  // A tick a millisecond and a wait of a minute: until the stream ends, nothing is due. The first batch fills up; had the next one
  // its age, it would still be far from due, so every batch is full but the last.
  std::vector<std::size_t> sizes;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(1005))
                        .stage("pass", {.inputs = {"from"}}, pass())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 100, .batch_wait = 60s},
                               each([&](std::span<int> items) { sizes.push_back(items.size()); }))
                        .plan());
  pipeline.run();
  std::vector<std::size_t> want(10, 100);
  want.push_back(5);
  CHECK(sizes == want);
}

TEST_CASE("After a flush the next batch waits its own time") {
  // The first item is flushed when it is due, 40 ms after it came. The hundred that follow at once come together or in a few batches, and
  // not one by one, as they would if each counted as overdue.
  std::atomic<int> batches = 0;
  std::atomic<int> items_seen = 0;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, from([&](Output<int>& out, int& made) {
                                 const bool flushed = items_seen > 0;
                                 if (made == 0 || (flushed && made < 101)) {
                                   out.push(made++);
                                   return made < 101 ? Next::again : Next::done;
                                 }
                                 std::this_thread::sleep_for(1ms);
                                 return Next::again;
                               }))
                        .stage("pass", {.inputs = {"from"}}, pass())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 1000, .batch_wait = 40ms}, each([&](std::span<int> items) {
                                 ++batches;
                                 items_seen += static_cast<int>(items.size());
                               }))
                        .timeout(60s)
                        .plan());
  pipeline.run();
  CHECK(items_seen == 101);
  CHECK(batches < 60);
}
