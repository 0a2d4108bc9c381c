// How many replicas of a slow stage are at work at one time. A program of its own: oneTBB has as many threads as its first run asks for.

#include <weir/pipeline.hpp>

#include <oneapi/tbb/global_control.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

/// A door that opens when so many wait before it, and then stays open.
class Door {
 public:
  explicit Door(std::size_t waiting) : wanted_(waiting) {}
  /// False when the others have not come in a minute.
  bool pass() {
    std::unique_lock lock(mutex_);
    if (++came_ >= wanted_) open_ = true;
    changed_.notify_all();
    const bool together = changed_.wait_for(lock, 60s, [this] { return open_; });
    open_ = true;  // in vain: the others need not wait as long
    changed_.notify_all();
    return together;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t wanted_;
  std::size_t came_ = 0;
  bool open_ = false;
};

/// Where calls wait for another one, of which there is none while one replica has all items.
class Meeting {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    met_ = met_ || ++inside_ > 1;
    changed_.notify_all();
    changed_.wait_for(lock, 200ms, [this] { return met_; });
    --inside_;
  }
  [[nodiscard]] bool met() const { return met_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t inside_ = 0;
  bool met_ = false;
};

}  // namespace

TEST_CASE("Other replicas get a part of a batch whose items turn out slow") {
  constexpr int kItems = 64;
  const oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, 4);
  const weir::StageOptions options{.replicas = 4, .batch_size = kItems};
  weir::Pipeline pipeline("slow", {.workers = 4});
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < kItems ? std::optional(n++) : std::nullopt; });
  Meeting meeting;
  const auto wait = [&meeting](int n) {
    meeting.wait();
    return n;
  };
  std::atomic<int> sum = 0;
  const auto add = [&sum](int n) { sum += n; };
  SECTION("of a map") {
    pipeline.sink(pipeline.map(numbers, "slow", wait, options), "into", add);
  }
  SECTION("of one whose failures are skipped") {
    weir::StageOptions skips = options;
    skips.on_error.then = weir::OnError::Then::skip;
    pipeline.sink(pipeline.map(numbers, "slow", wait, skips), "into", add);
  }
  SECTION("of a sink") {
    pipeline.sink(
        numbers, "into", [&](int n) { add(wait(n)); }, options);
  }
  CHECK(pipeline.run().items == kItems);
  CHECK(sum == kItems * (kItems - 1) / 2);
  CHECK(meeting.met());
}

TEST_CASE("All replicas of a slow stage are at work at once, whatever the queue behind them is left to") {
  // A replica at work holds room for what it makes: with fewer places than replicas behind them, some would wait for others to end.
  constexpr std::size_t kReplicas = 32;
  const oneapi::tbb::global_control threads(oneapi::tbb::global_control::max_allowed_parallelism, kReplicas);
  Door door(kReplicas);
  std::atomic<std::size_t> alone = 0;
  weir::Pipeline pipeline("slow", {.workers = kReplicas});
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < 40 ? std::optional(n++) : std::nullopt; });
  const auto slow = pipeline.map(numbers, "slow",
                                 [&](int n) {
                                   if (!door.pass()) ++alone;
                                   return n;
                                 },
                                 {.replicas = kReplicas, .batch_size = 1});
  pipeline.sink(slow, "into", [](int) {});
  CHECK(pipeline.run().items == 40);
  CHECK(alone == 0);
}
