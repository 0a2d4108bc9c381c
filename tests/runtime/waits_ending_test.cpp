// Stages that wait (`Waits`) when their run ends, and what becomes of their items.

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "asking.hpp"
#include "catch.hpp"

namespace weir::asking {

using namespace std::chrono_literals;

TEST_CASE("A stop and a failure let go of what waits, without a call") {
  for (const bool stops : {true, false}) {
    std::atomic<int> waiting = 0;
    std::atomic<int> late = 0;
    std::atomic<bool> stopped = false;
    Asking asking(4,
                  [&](Ask& ask, Output<int>&) {
                    if (stopped) ++late;
                    ++waiting;
                    if (!stops && waiting == 4) throw std::runtime_error("enough of it");
                    ask.wait_for_wake();
                    return Next::wait;
                  },
                  {.replicas = 4, .batch_size = 1});
    Run run = asking.pipeline.start();
    while (waiting < 4) std::this_thread::sleep_for(1ms);
    if (stops) {
      while (run.report().stages[1].in_call) std::this_thread::sleep_for(1ms);
      stopped = true;
      run.stop();
      CHECK_FALSE(run.wait().finished);
    } else {
      CHECK_THROWS_AS(run.wait(), StageError);
    }
    CHECK(late == 0);
  }
}

TEST_CASE("A timeout says which stages wait outside, and in how many replicas") {
  Asking asking(
      2,
      [](Ask& ask, Output<int>&) {
        ask.wait_for_wake();
        return Next::wait;
      },
      {.replicas = 3, .batch_size = 1}, 20ms);
  CHECK_THROWS_WITH(asking.pipeline.run(), Catch::Contains("stage 'ask' waits for something outside, in 2 of its 3 replicas"));
}

TEST_CASE("In a drain an expander that waits is called, may go on waiting, and its item is whole, or it breaks the item off") {
  for (const bool goes_on : {true, false}) {
    std::atomic<int> waiting = 0;
    std::atomic<int> told = 0;
    std::mutex mutex;
    std::vector<Waker> wakers;
    std::atomic<bool> over = false;
    Asking asking(1,
                  [&](Ask& ask, Output<int>& out) {
                    if (over) return answer(ask, out);
                    if (ask.told()) {
                      ++told;
                      if (!goes_on) return Next::done;
                    }
                    if (ask.calls == 1) {
                      const std::lock_guard lock(mutex);
                      wakers.push_back(ask.waker());
                    }
                    ++waiting;
                    ask.wait_for_wake();
                    return Next::wait;
                  },
                  {.replicas = 2, .batch_size = 1});
    Run run = asking.pipeline.start();
    while (waiting < 1) std::this_thread::sleep_for(1ms);
    run.drain();
    while (told < 1) std::this_thread::sleep_for(1ms);
    over = true;
    for (const Waker& waker : wakers) waker.wake();
    const RunReport report = run.wait();
    CHECK(report.finished);
    CHECK(report.cut_short == !goes_on);
    CHECK(asking.got.size() == (goes_on ? 1 : 0));
  }
}

namespace {

/// Brings what comes through a pipe, which has no end.
class FromPipe final : public Source<int>, public Waits {
 public:
  FromPipe(Descriptor pipe, std::atomic<int>& calls) : pipe_(std::move(pipe)), calls_(calls) {}
  Next produce(Output<int>& out) override {
    ++calls_;
    for (char byte = 0; !out.full();) {
      if (read(*pipe_, &byte, 1) != 1) {
        wait_readable(*pipe_);
        return Next::wait;
      }
      out.push(byte);
    }
    return Next::again;
  }
  [[nodiscard]] bool cut_by_drain() const override { return false; }

 private:
  const Descriptor pipe_;
  std::atomic<int>& calls_;
};

}  // namespace

TEST_CASE("A source that waits sends on what has come, sleeps meanwhile, and ends at a drain or when nobody reads it") {
  for (const bool drains : {true, false}) {
    const Pipe pipe = make_pipe();
    std::atomic<int> calls = 0;
    std::atomic<int> sum = 0;
    Pipeline pipeline("pipe", {.workers = 1});
    const auto numbers = pipeline.source("read", [&] { return std::make_unique<FromPipe>(pipe.out, calls); });
    pipeline.sink(numbers, "sum", [&](int number) { return (sum += number) < 50 || drains ? Next::again : Next::done; });
    Run run = pipeline.start();
    for (const char byte : {10, 20, 30}) {
      const int before = sum;
      REQUIRE(write(*pipe.in, &byte, 1) == 1);
      while (sum == before) std::this_thread::sleep_for(1ms);
    }
    if (drains) run.drain();
    CHECK(run.wait().finished);
    CHECK(sum == 60);
    CHECK(calls < 20);
  }
}

TEST_CASE("An expander that waits and fails is rejected, and called with the next item") {
  Pipeline pipeline("rejects", {.workers = 2});
  const auto call = [](Ask& ask, Output<int>& out) {
    if (ask.calls == 1) {
      ask.wait_for(1us);
      return Next::wait;
    }
    if (ask.item % 2 == 1) throw std::runtime_error("odd");
    return answer(ask, out);
  };
  std::vector<int> got;
  const auto asked = pipeline.expander(pipeline.source("numbers", from(counted(20))), "ask", [=] { return std::make_unique<Ask>(call); },
                                       {.replicas = 4, .on_error = {.then = OnError::Then::skip}});
  pipeline.sink(asked, "keep", [&](int item) { got.push_back(item); });
  const RunReport report = pipeline.run();
  CHECK(got.size() == 10);
  CHECK(report.stages[1].items_skipped == 10);
}

TEST_CASE("A wake before the run, after it, and of a stage that does not wait does nothing") {
  std::optional<Waker> kept;
  {
    Asking asking(3, [&](Ask& ask, Output<int>& out) {
      kept = ask.waker();
      kept->wake();
      return answer(ask, out);
    });
    asking.pipeline.run();
    CHECK(asking.got == counted(3));
    kept->wake();
  }
  kept->wake();
}

}  // namespace weir::asking
