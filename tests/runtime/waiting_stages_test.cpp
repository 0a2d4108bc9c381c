// Stages that wait for something outside, and look at `stopping()` meanwhile, when a run is drained.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

/// How a call ends that has seen `stopping()`.
enum class Way { again, done, stopped };

Next end_by(Way way) {
  if (way == Way::stopped) throw Stopped();
  return way == Way::done ? Next::done : Next::again;
}

/// One item, and then it waits for another that never comes.
class WaitingSource final : public Source<int> {
 public:
  explicit WaitingSource(Way way, bool endless) : way_(way), endless_(endless) {}
  Next produce(Output<int>& out) override {
    if (!std::exchange(sent_, true)) {
      out.push(1);
      out.flush();
      return Next::again;
    }
    while (!stopping()) std::this_thread::sleep_for(1ms);
    return end_by(way_);
  }
  [[nodiscard]] bool cut_by_drain() const override { return !endless_; }

 private:
  const Way way_;
  const bool endless_;
  bool sent_ = false;
};

/// For each item the item itself, and then it waits for another that never comes.
class WaitingExpander final : public Expander<int, int> {
 public:
  explicit WaitingExpander(Way way) : way_(way) {}
  void open(int&& item) override { item_ = item; }
  Next produce(Output<int>& out) override {
    if (item_) {
      out.push(*item_);
      item_.reset();
      out.flush();
      return Next::again;
    }
    while (!out.stopping()) std::this_thread::sleep_for(1ms);
    return end_by(way_);
  }

 private:
  const Way way_;
  std::optional<int> item_;
};

/// How a run ended at its sink.
struct Ended {
  std::atomic<int> items = 0;
  std::atomic<int> whole = 0;
  std::atomic<int> partial = 0;
};

class CountingSink final : public Sink<int> {
 public:
  explicit CountingSink(Ended& ended) : ended_(ended) {}
  void consume(std::span<int> items) override { ended_.items += static_cast<int>(items.size()); }
  void finish() override { ++ended_.whole; }
  void finish_partial() override { ++ended_.partial; }

 private:
  Ended& ended_;
};

RunReport drained(Pipeline& pipeline, const Ended& ended, int items) {
  Run run = pipeline.start();
  while (ended.items < items) std::this_thread::sleep_for(1ms);
  run.drain();
  return run.wait();
}

std::vector<int> counted(int count) {
  std::vector<int> numbers;
  for (int n = 0; n < count; ++n) numbers.push_back(n);
  return numbers;
}

auto from(std::vector<int> numbers) {
  return [numbers = std::move(numbers), next = std::size_t{0}]() mutable -> std::optional<int> {
    return next < numbers.size() ? std::optional(numbers[next++]) : std::nullopt;
  };
}

}  // namespace

TEST_CASE("A source that waits ends at a drain, however its call ends") {
  for (const Way way : {Way::again, Way::done, Way::stopped}) {
    for (const bool endless : {false, true}) {
      Ended ended;
      Pipeline pipeline("waits", {.workers = 2});
      pipeline.sink(pipeline.source("wait", [=] { return std::make_unique<WaitingSource>(way, endless); }), "count",
                    [&] { return CountingSink(ended); });
      const RunReport report = drained(pipeline, ended, 1);
      CHECK(report.finished);
      CHECK(report.cut_short == !endless);
      CHECK(ended.whole == (endless ? 1 : 0));
      CHECK(ended.partial == (endless ? 0 : 1));
    }
  }
}

TEST_CASE("A source made of a function that waits ends at a drain and at a stop") {
  for (const bool drains : {true, false}) {
    Ended ended;
    Pipeline pipeline("waits", {.workers = 2});
    const auto numbers = pipeline.source("wait", [sent = false](const Stopping& stopping) mutable -> std::optional<int> {
      if (!std::exchange(sent, true)) return 1;
      while (!stopping()) std::this_thread::sleep_for(1ms);
      return std::nullopt;
    });
    pipeline.sink(numbers, "count", [&] { return CountingSink(ended); });
    Run run = pipeline.start();
    while (ended.items < 1) std::this_thread::sleep_for(1ms);
    if (drains)
      run.drain();
    else
      run.stop();
    CHECK(run.wait().finished == drains);
    CHECK(ended.partial == (drains ? 1 : 0));
  }
}

TEST_CASE("An expander that waits ends its item at a drain, however its call ends, and begins all that were queued") {
  for (const Way way : {Way::again, Way::done, Way::stopped}) {
    Ended ended;
    Pipeline pipeline("waits", {.workers = 2});
    const auto paths = pipeline.source("paths", from(counted(10)));
    const auto lines = pipeline.expander(paths, "wait", [=] { return std::make_unique<WaitingExpander>(way); }, {.batch_size = 2});
    pipeline.sink(lines, "count", [&] { return CountingSink(ended); });
    const RunReport report = drained(pipeline, ended, 1);
    CHECK(report.finished);
    CHECK(report.cut_short);
    CHECK(ended.partial == 1);
    CHECK(report.stages[1].items_in == report.stages[0].items_out);
    CHECK(ended.items == static_cast<int>(report.stages[0].items_out));
  }
}

namespace {

/// Each item ten thousand times. Never looks whether the run ends.
class LongExpander final : public Expander<int, int> {
 public:
  static constexpr int kTimes = 10'000;
  void open(int&&) override { left_ = kTimes; }
  Next produce(Output<int>& out) override {
    for (; left_ > 0 && !out.full(); --left_) out.push(left_);
    return left_ > 0 ? Next::again : Next::done;
  }

 private:
  int left_ = 0;
};

/// Passes on what comes, unless it is told to stop.
class StoppableTransform final : public Transform<int, int> {
 public:
  explicit StoppableTransform(const std::atomic<bool>& drained) : drained_(drained) {}
  void process(std::span<int> items, Output<int>& out) override {
    while (!drained_) std::this_thread::sleep_for(1ms);
    if (stopping() || out.stopping()) throw Stopped();
    for (const int item : items) out.push(item);
  }

 private:
  const std::atomic<bool>& drained_;
};

}  // namespace

TEST_CASE("In a drain an expander that does not wait makes all of its items, and a transform is not told to stop") {
  Ended ended;
  std::atomic<bool> drained = false;
  Pipeline pipeline("works", {.workers = 2});
  std::atomic<int> made = 0;
  const auto numbers = pipeline.source("numbers", [&made]() -> std::optional<int> { return made++; });
  const auto passed = pipeline.transform(numbers, "pass", [&] { return std::make_unique<StoppableTransform>(drained); }, {.batch_size = 2});
  const auto many = pipeline.expander(passed, "many", [] { return LongExpander(); }, {.batch_size = 2});
  pipeline.sink(many, "count", [&] { return CountingSink(ended); });
  Run run = pipeline.start({.event = [&](const Event& event) {
    if (event.what == Event::What::draining) drained = true;
  }});
  while (made < 4) std::this_thread::sleep_for(1ms);
  run.drain();
  const RunReport report = run.wait();
  CHECK(report.finished);
  CHECK(report.stages[0].items_out >= 2);
  CHECK(static_cast<std::uint64_t>(ended.items) == LongExpander::kTimes * report.stages[0].items_out);
}

TEST_CASE("A source that comes to its end during a drain without having looked is whole") {
  Ended ended;
  std::atomic<bool> waits = false;
  std::atomic<bool> drained = false;
  Pipeline pipeline("ends", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [&, sent = false]() mutable -> std::optional<int> {
    if (!std::exchange(sent, true)) return 1;
    waits = true;
    while (!drained) std::this_thread::sleep_for(1ms);
    return std::nullopt;
  });
  pipeline.sink(numbers, "count", [&] { return CountingSink(ended); });
  Run run = pipeline.start();
  while (!waits) std::this_thread::sleep_for(1ms);
  run.drain();
  // The gates hear of the drain soon after it; on a slow machine perhaps only when the source has ended, which is whole as well.
  std::this_thread::sleep_for(5ms);
  drained = true;
  CHECK_FALSE(run.wait().cut_short);
  CHECK(ended.whole == 1);
}

namespace {

/// One item a call, and does not know how many there are until it is asked for one more.
class Unaware final : public Source<int> {
 public:
  Unaware(int count, std::atomic<int>& made) : count_(count), made_(made) {}
  Next produce(Output<int>& out) override {
    if (made_ == count_) return Next::done;
    out.push(made_);
    ++made_;
    return Next::again;
  }

 private:
  const int count_;
  std::atomic<int>& made_;
};

// Whether a run of so many items whose sink takes none before the drain was cut short by it. Nothing if its source did not come to its end.
std::optional<bool> is_cut_short(int count) {
  std::atomic<int> made = 0;
  std::atomic<bool> drained = false;
  Pipeline pipeline("unaware", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [&] { return std::make_unique<Unaware>(count, made); });
  const auto hold = [&drained](int) {
    while (!drained) std::this_thread::sleep_for(1ms);
  };
  pipeline.sink(numbers, "hold", hold, {.batch_size = 1, .queue_depth = 2});
  Run run = pipeline.start({.event = [&](const Event& event) {
    if (event.what == Event::What::draining) drained = true;
  }});
  for (int patience = 0; made < count && patience < 50; ++patience) std::this_thread::sleep_for(1ms);
  const bool all = made == count;
  run.drain();
  const bool cut = run.wait().cut_short;
  return all ? std::optional(cut) : std::nullopt;
}

}  // namespace

TEST_CASE("A source that has made all that there is and has not been asked for more is whole in a drain") {
  std::optional<bool> last;
  int count = 1;
  for (; count < 20; ++count) {
    last = is_cut_short(count);
    if (!last) break;  // there was no room for so many
    CHECK(last == false);
  }
  CHECK(count > 2);
}
