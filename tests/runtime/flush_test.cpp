// `Output::flush`: what has been pushed is sent on before the stage is called again. A source here waits inside its call until the sink has
// seen what it flushed; if a batch is kept, the wait ends in vain, after far longer than anything takes.

#include <weir/pipeline.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <vector>

#include "arrivals.hpp"
#include "catch.hpp"
#include "plan_builder.hpp"

using namespace weir;
using namespace weir::testing;

namespace {

/// Pushes `burst` items a call and flushes; the next call waits until all of them have arrived. A second call that waited in vain ends it.
class Flushing final : public Source<int> {
 public:
  Flushing(Arrivals& arrivals, std::atomic<bool>& in_vain, int burst) : arrivals_(arrivals), in_vain_(in_vain), burst_(burst) {}
  Next produce(Output<int>& out) override {
    if (!arrivals_.wait_for(static_cast<std::size_t>(next_))) in_vain_ = true;
    if (in_vain_ || next_ == 3 * burst_) return Next::done;
    for (int i = 0; i < burst_; ++i) out.push(next_++);
    out.flush();
    return Next::again;
  }

 private:
  Arrivals& arrivals_;
  std::atomic<bool>& in_vain_;
  int burst_;
  int next_ = 0;
};

auto into(Arrivals& arrivals) {
  return each([&](std::span<int> items) { arrivals.add(items.size()); });
}

/// Passes items on, and flushes after each call.
auto pass_and_flush() {
  return change([](std::span<int> items, Output<int>& out) {
    for (const int item : items) out.push(item);
    out.flush();
  });
}

}  // namespace

TEST_CASE_METHOD(Threads, "What a source flushes is sent on before its next call, in batches that need not be full") {
  const int burst = GENERATE(1, 3, 45, 250);
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, [&, burst] { return std::make_unique<Flushing>(arrivals, in_vain, burst); })
                        .stage("into", {.inputs = {"from"}, .batch_size = 100, .queue_depth = 2}, into(arrivals))
                        .plan());
  CHECK(pipeline.run().items == static_cast<std::uint64_t>(3 * burst));
  CHECK_FALSE(in_vain);
}

TEST_CASE_METHOD(Threads, "A flush goes to every reader") {
  Arrivals both;
  std::atomic<bool> in_vain = false;
  Arrivals one, other;
  std::mutex mutex;
  std::size_t seen_by_one = 0, seen_by_other = 0, counted = 0;
  const auto count = [&](std::size_t& seen) {
    return each([&, mine = &seen](std::span<int> items) {
      const std::lock_guard lock(mutex);
      *mine += items.size();
      const std::size_t now = std::min(seen_by_one, seen_by_other);
      both.add(now - std::exchange(counted, now));
    });
  };
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, [&] { return std::make_unique<Flushing>(both, in_vain, 7); })
                        .stage("one", {.inputs = {"from"}, .batch_size = 100}, count(seen_by_one))
                        .stage("other", {.inputs = {"from"}, .batch_size = 5, .queue_depth = 1}, count(seen_by_other))
                        .plan());
  pipeline.run();
  CHECK_FALSE(in_vain);
}

TEST_CASE_METHOD(Threads, "Transforms may flush too, ordered ones of several replicas among them") {
  const bool ordered = GENERATE(false, true);
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  std::vector<int> got;
  Pipeline pipeline(PlanBuilder(3)
                        .stage("from", {}, [&] { return std::make_unique<Flushing>(arrivals, in_vain, 10); })
                        .stage("pass", {.inputs = {"from"}, .replicas = 3, .batch_size = 2, .ordered = ordered}, pass_and_flush())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 100, .queue_depth = 2}, each([&](std::span<int> items) {
                                 got.insert(got.end(), items.begin(), items.end());
                                 arrivals.add(items.size());
                               }))
                        .plan());
  pipeline.run();
  CHECK_FALSE(in_vain);
  if (!ordered) std::sort(got.begin(), got.end());
  std::vector<int> want(30);
  std::iota(want.begin(), want.end(), 0);
  CHECK(got == want);
}

TEST_CASE_METHOD(Threads, "An ordered stage that flushes sends on what another replica left before it") {
  // Item 0 stays part-filled behind the stage; the flush of item 1, which pushes nothing, is for it.
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  int made = 0;
  class Two final : public Source<int> {
   public:
    Two(Arrivals& arrivals, std::atomic<bool>& in_vain, int& made) : arrivals_(arrivals), in_vain_(in_vain), made_(made) {}
    Next produce(Output<int>& out) override {
      if (made_ < 2) {
        out.push(made_++);
        out.flush();
        return Next::again;
      }
      if (!arrivals_.wait_for(1)) in_vain_ = true;
      return Next::done;
    }

   private:
    Arrivals& arrivals_;
    std::atomic<bool>& in_vain_;
    int& made_;
  };
  Pipeline pipeline(
      PlanBuilder(4)
          .stage("from", {}, [&] { return std::make_unique<Two>(arrivals, in_vain, made); })
          .stage("pass", {.inputs = {"from"}, .replicas = 2, .ordered = true}, change([](std::span<int> items, Output<int>& out) {
                   if (items[0] == 0) out.push(0);
                   if (items[0] == 1) out.flush();
                 }))
          .stage("into", {.inputs = {"pass"}, .batch_size = 100}, into(arrivals))
          .plan());
  pipeline.run();
  CHECK_FALSE(in_vain);
}

TEST_CASE_METHOD(Threads, "What an expander flushes is sent on before it is asked for more") {
  class Spell final : public Expander<int, int> {
   public:
    Spell(Arrivals& arrivals, std::atomic<bool>& in_vain) : arrivals_(arrivals), in_vain_(in_vain) {}
    void open(int&&) override { part_ = 0; }
    Next produce(Output<int>& out) override {
      if (!arrivals_.wait_for(sent_)) in_vain_ = true;
      if (in_vain_) return Next::done;
      out.push(part_);
      ++sent_;
      out.flush();
      return ++part_ < 5 ? Next::again : Next::done;
    }

   private:
    Arrivals& arrivals_;
    std::atomic<bool>& in_vain_;
    std::size_t sent_ = 0;
    int part_ = 0;
  };
  Arrivals arrivals;
  std::atomic<bool> in_vain = false;
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, numbers(4))
                        .stage("spell", {.inputs = {"from"}, .batch_size = 3}, [&] { return std::make_unique<Spell>(arrivals, in_vain); })
                        .stage("into", {.inputs = {"spell"}, .batch_size = 100, .queue_depth = 1}, into(arrivals))
                        .plan());
  CHECK(pipeline.run().items == 20);
  CHECK_FALSE(in_vain);
}

TEST_CASE_METHOD(Threads, "A flush with nothing to send, and one into queues that are full, lose nothing") {
  std::vector<int> got;
  class Often final : public Source<int> {
   public:
    Next produce(Output<int>& out) override {
      out.flush();
      if (turn_++ % 3 != 0 && next_ < 500) out.push(next_++);
      return next_ < 500 ? Next::again : Next::done;
    }

   private:
    int turn_ = 0;
    int next_ = 0;
  };
  Pipeline pipeline(PlanBuilder(2)
                        .stage("from", {}, [] { return std::make_unique<Often>(); })
                        .stage("pass", {.inputs = {"from"}, .batch_size = 4, .queue_depth = 1}, pass_and_flush())
                        .stage("into", {.inputs = {"pass"}, .batch_size = 7, .queue_depth = 1},
                               each([&](std::span<int> items) { got.insert(got.end(), items.begin(), items.end()); }))
                        .plan());
  pipeline.run();
  std::vector<int> want(500);
  std::iota(want.begin(), want.end(), 0);
  CHECK(got == want);
}
