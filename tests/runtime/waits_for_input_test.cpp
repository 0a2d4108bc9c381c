// Expanders that take further items before all that comes of the others is there (`WaitsForInput`).

#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "asking.hpp"
#include "catch.hpp"

namespace weir::asking {

using namespace std::chrono_literals;

namespace {

/// One whose calls are a function's.
class Ahead final : public Expander<int, int>, public WaitsForInput {
 public:
  using Call = std::function<Next(Ahead&, Output<int>&)>;
  using WaitsForInput::wait_for_input, WaitsForInput::input_ended, Waits::wait_for, Waits::wait_readable, Waits::wait_for_wake;

  explicit Ahead(Call call) : call_(std::move(call)) {}
  void open(int&& item) override { items.push_back(item); }
  Next produce(Output<int>& out) override {
    ++calls;
    return call_(*this, out);
  }
  void finish(Output<int>&) override { finished = true; }
  void have_enough() { enough(); }
  void refuse(int item) { reject(std::move(item), "not this one"); }

  std::vector<int> items;  // not yet sent
  int calls = 0;
  bool finished = false;
  Descriptor descriptor;

 private:
  const Call call_;
};

Next next_item(Ahead& stage) {
  stage.wait_for_input();
  return Next::wait;
}

// Sends all but the last item, and that at the end.
Next one_late(Ahead& stage, Output<int>& out) {
  const std::size_t kept = stage.input_ended() ? 0 : 1;
  while (stage.items.size() > kept) {
    if (out.full()) return Next::again;
    out.push(stage.items.front());
    stage.items.erase(stage.items.begin());
  }
  return stage.input_ended() ? Next::done : next_item(stage);
}

/// A pipeline of that stage, which gets the numbers from 0 on.
struct Line {
  Line(int items, const Ahead::Call& call, const StageOptions& options, std::size_t workers) : pipeline("line", {.workers = workers}) {
    const auto numbers = pipeline.source("numbers", from(counted(items)));
    const auto later = pipeline.expander(
        numbers, "later", [call] { return std::make_unique<Ahead>(call); }, options);
    pipeline.sink(later, "keep", [this](int number) { got.push_back(number); });
  }
  std::vector<int> sorted() {
    std::sort(got.begin(), got.end());
    return got;
  }
  Pipeline pipeline;
  std::vector<int> got;
};

}  // namespace

TEST_CASE("An item that is used up leaves room for the next, and what is left comes at the end of all input") {
  const std::size_t workers = GENERATE(1, 2);
  const std::size_t batch_size = GENERATE(1, 7);
  Line line(500, one_late, {.batch_size = batch_size}, workers);
  const RunReport report = line.pipeline.run();
  CHECK(line.got == counted(500));
  CHECK(report.stages[1].items_in == 500);
  CHECK(report.balance.left == 0);
  Line several(500, one_late, {.replicas = 8, .batch_size = batch_size}, workers);
  several.pipeline.run();
  CHECK(several.sorted() == counted(500));
}

TEST_CASE("A replica that never had an item is only finished") {
  std::atomic<int> without{0};
  Line line(
      1,
      [&](Ahead& stage, Output<int>& out) {
        if (stage.calls == 1 && stage.items.empty()) ++without;
        return one_late(stage, out);
      },
      {.replicas = 5}, 2);
  line.pipeline.run();
  CHECK(line.got == counted(1));
  CHECK(without == 0);
}

TEST_CASE("What happens outside ends a wait for input, too, and more may be waited for when all input has ended") {
  Pipeline pipeline("outside", {.workers = 1});
  const auto numbers = pipeline.inlet<int>("numbers");
  const Pipe pipe = make_pipe();
  const Pipe last = make_pipe();
  const auto later = pipeline.expander(numbers, "later", [&pipe, &last] {
    return std::make_unique<Ahead>([&pipe, &last](Ahead& stage, Output<int>& out) {
      char byte = 0;
      if (read(stage.input_ended() ? *last.out : *pipe.out, &byte, 1) == 1) {
        out.push(byte);
        if (stage.input_ended()) return Next::done;
      }
      stage.wait_readable(stage.input_ended() ? *last.out : *pipe.out);
      return next_item(stage);
    });
  });
  pipeline.outlet(later, "out");
  Run run = pipeline.start();
  auto in = run.inlet<int>("numbers");
  auto out = run.outlet<int>("out");
  REQUIRE(in.push(1));
  for (const char sent : {'a', 'b'}) {  // none of them needs an item
    REQUIRE(write(*pipe.in, &sent, 1) == 1);
    CHECK(out.pull() == sent);
  }
  REQUIRE(in.push(2));
  in.close();
  REQUIRE(write(*last.in, "z", 1) == 1);
  CHECK(out.pull() == 'z');
  CHECK_FALSE(out.pull().has_value());
  run.wait();
}

TEST_CASE("Where one replica has had enough, the others send what they have, and are then finished") {
  std::atomic<int> opened{0};
  Line line(
      1000,
      [&](Ahead& stage, Output<int>& out) {
        if (!stage.input_ended()) {
          if (++opened > 100) stage.have_enough();
          return next_item(stage);
        }
        return one_late(stage, out);
      },
      {.replicas = 4, .batch_size = 1}, 2);
  const RunReport report = line.pipeline.run();
  CHECK(line.got.size() >= 100);
  CHECK(line.got.size() == report.stages[1].items_in);
  CHECK(report.stages[1].had_enough);
}

TEST_CASE("Where nobody reads it any more, it is finished though it waits") {
  Pipeline pipeline("unread", {.workers = 2});
  const Pipe never = make_pipe();
  const auto numbers = pipeline.source("numbers", from(counted(100)));
  const auto later = pipeline.expander(numbers, "later", [&never] {
    return std::make_unique<Ahead>([&never](Ahead& stage, Output<int>& out) {
      if (stage.calls == 1) out.push(stage.items.front());
      stage.wait_readable(*never.out);
      return next_item(stage);
    });
  });
  int got = 0;
  pipeline.sink(later, "one", [&got](int) {
    ++got;
    return Next::done;
  });
  pipeline.run();
  CHECK(got == 1);
}

TEST_CASE("A stage that waits for input can neither be ordered nor have calls made again") {
  Line ordered(1, one_late, {.replicas = 2, .ordered = true}, 1);
  CHECK_THROWS_WITH(ordered.pipeline.run(), Catch::Matchers::Contains("does not say which item its output comes from"));
  Line again(1, one_late, {.on_error = OnError{.retry = 1}}, 1);
  CHECK_THROWS_WITH(again.pipeline.run(), Catch::Matchers::Contains("cannot be called again with the same items"));
}

TEST_CASE("An exception ends the run, whatever is to become of errors of items, and what is rejected by hand does not") {
  Line line(
      10,
      [](Ahead& stage, Output<int>& out) {
        if (!stage.input_ended() && stage.items.back() % 2 == 1) {
          stage.refuse(stage.items.back());
          stage.items.pop_back();
        }
        return one_late(stage, out);
      },
      {.on_error = OnError{.then = OnError::Then::skip}}, 1);
  line.pipeline.run();
  CHECK(line.got == std::vector{0, 2, 4, 6, 8});
  Line broken(
      10, [](Ahead&, Output<int>&) -> Next { throw std::runtime_error("broken"); }, {.on_error = OnError{.then = OnError::Then::skip}}, 1);
  CHECK_THROWS_WITH(broken.pipeline.run(), Catch::Matchers::Contains("broken"));
}

TEST_CASE("A wait for input alone when all has ended is a mistake that is told") {
  Line line(
      3, [](Ahead& stage, Output<int>&) { return next_item(stage); }, {}, 1);
  CHECK_THROWS_WITH(line.pipeline.run(), Catch::Matchers::Contains("has not said what it waits for"));
}

}  // namespace weir::asking
