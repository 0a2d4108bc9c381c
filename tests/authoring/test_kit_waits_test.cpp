// Stages that wait (`Waits`) in the test kit, which waits, too.

#include <unistd.h>
#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>
#include <weir/waits.hpp>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::testing::run;

namespace {

/// For each number of milliseconds a pipe that is written by a thread after that time, at the second look.
class Echo final : public weir::Expander<int, int>, public weir::Waits {
 public:
  ~Echo() override { end(); }
  void open(int&& number) override {
    end();
    if (pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
    writer_ = std::thread([number, to = ends_[1]] {
      std::this_thread::sleep_for(std::chrono::milliseconds(number));
      if (write(to, &number, sizeof number) < 0) std::terminate();
    });
    looks_ = 0;
  }
  weir::Next produce(weir::Output<int>& out) override {
    int number = 0;
    if (++looks_ == 1) {
      wait_readable(ends_[0]);
      return weir::Next::wait;
    }
    if (read(ends_[0], &number, sizeof number) == sizeof number) out.push(number);
    return weir::Next::done;
  }

 private:
  void end() {
    if (!writer_.joinable()) return;
    writer_.join();
    for (const int end : ends_) close(end);
  }
  std::array<int, 2> ends_{};
  std::thread writer_;
  int looks_ = 0;
};

/// Three items, each after a wake by another thread or a time.
class Woken final : public weir::Source<int>, public weir::Waits {
 public:
  ~Woken() override {
    if (other_.joinable()) other_.join();
  }
  weir::Next produce(weir::Output<int>& out) override {
    if (made_ == 3) return weir::Next::done;
    out.push(made_++);
    if (made_ == 1) {
      other_ = std::thread([waker = waker()] { waker.wake(); });
      wait_for_wake();
    } else {
      wait_for(1ms);
    }
    return weir::Next::wait;
  }

 private:
  std::thread other_;
  int made_ = 0;
};

/// Each item when the next has come, and the last at the end.
class OneLate final : public weir::Expander<int, int>, public weir::WaitsForInput {
 public:
  void open(int&& number) override { numbers_.push_back(number); }
  weir::Next produce(weir::Output<int>& out) override {
    for (; numbers_.size() > (input_ended() ? 0 : 1); numbers_.erase(numbers_.begin())) out.push(numbers_.front());
    if (input_ended()) return weir::Next::done;
    wait_for_input();
    return weir::Next::wait;
  }

 private:
  std::vector<int> numbers_;
};

struct SaysNothing final : weir::Source<int>, weir::Waits {
  weir::Next produce(weir::Output<int>&) override { return weir::Next::wait; }
};
struct CannotWait final : weir::Source<int> {
  weir::Next produce(weir::Output<int>&) override { return weir::Next::wait; }
};

}  // namespace

TEST_CASE("The test kit waits for what a stage waits for") {
  CHECK(run(Echo(), {2, 0, 1}).items() == std::vector{2, 0, 1});
  CHECK(run(Woken()).items() == std::vector{0, 1, 2});
  Woken stepped;
  CHECK(weir::testing::drain(stepped) == std::vector{0, 1, 2});
}

TEST_CASE("The test kit tells a stage that waits for input when all input has ended") {
  const auto out = run(OneLate(), {1, 2, 3});
  CHECK(out.batches == std::vector<std::vector<int>>{{}, {1}, {2}, {3}, {}});
  CHECK(weir::testing::same_at_any_replicas<OneLate>({}, {1, 2, 3, 4, 5, 6, 7}));
  OneLate one;
  one.open(4);
  CHECK(weir::testing::drain(one) == std::vector{4});
}

TEST_CASE("The test kit says so when a stage waits for nothing, or cannot wait") {
  CHECK_THROWS_WITH(run(SaysNothing()), Catch::Contains("has not said what it waits for"));
  CHECK_THROWS_WITH(run(CannotWait()), Catch::Contains("does not derive from weir::Waits"));
}
