// Items that a stage cannot use: what becomes of them, and of the run.

#include <weir/pipeline.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

auto count_to(int count) {
  return [next = 0, count]() mutable { return next < count ? std::optional(next++) : std::nullopt; };
}

bool is_bad(int item) {
  return item % 7 == 3;
}

/// Rejects some items by hand.
class Rejecter final : public Transform<int, int> {
 public:
  void process(std::span<int> items, Output<int>& out) override {
    for (int& item : items) {
      if (is_bad(item))
        reject(std::move(item), "it is bad", "line " + std::to_string(item));
      else
        out.push(item);
    }
  }
};

/// Throws in the middle of a batch, after it has pushed what came before.
class Thrower final : public Transform<int, int> {
 public:
  static void describe(Description<NoParams>& d) { d.repeatable(); }
  void process(std::span<int> items, Output<int>& out) override {
    for (int& item : items) {
      if (is_bad(item)) throw std::runtime_error("cannot use " + std::to_string(item));
      out.push(std::exchange(item, -1));
    }
  }
};

/// The same, but not said to be repeatable.
class OnceOnly final : public Transform<int, int> {
 public:
  explicit OnceOnly(std::size_t& seen) : seen_(seen) {}
  void process(std::span<int> items, Output<int>& out) override {
    seen_ += items.size();
    for (const int item : items) out.push(item);
    for (const int item : items) {
      if (is_bad(item)) throw std::runtime_error("cannot use a batch");
    }
  }

 private:
  std::size_t& seen_;
};

class Store final : public Sink<int> {
 public:
  explicit Store(std::vector<int>& items) : items_(items) {}
  void consume(std::span<int> items) override {
    for (int& item : items) {
      if (is_bad(item))
        reject(std::move(item), "not stored");
      else
        items_.push_back(item);
    }
  }

 private:
  std::vector<int>& items_;
};

/// Makes as many items of one; fails in the middle of a bad one.
class Expand final : public Expander<int, int> {
 public:
  static void describe(Description<NoParams>& d) { d.repeatable(); }
  void open(int&& item) override {
    item_ = item;
    left_ = 3;
  }
  Next produce(Output<int>& out) override {
    for (; left_ > 0; --left_) {
      if (out.full()) return Next::again;
      if (is_bad(item_) && left_ == 1) throw std::runtime_error("broken off");
      out.push(item_);
    }
    return Next::done;
  }

 private:
  int item_ = 0;
  int left_ = 0;
};

/// What came out of a run.
struct Outcome {
  std::multiset<int> good;
  std::multiset<int> bad;
  std::vector<Rejected<int>> rejected;
  RunReport report;
};

std::multiset<int> all_of(int count, bool bad) {
  std::multiset<int> items;
  for (int i = 0; i < count; ++i) {
    if (is_bad(i) == bad) items.insert(i);
  }
  return items;
}

// Runs `numbers -> stage -> good`, with `stage.rejected` read.
template <class Add>
Outcome run(int count, Add add) {
  Outcome outcome;
  std::mutex mutex;
  Pipeline pipeline("rejects");
  add(pipeline, pipeline.source("numbers", count_to(count)), [&](const int& item) {
    const std::lock_guard lock(mutex);
    outcome.good.insert(item);
  });
  pipeline.sink(pipeline.output<Rejected<int>>("stage.rejected"), "bad", [&](const Rejected<int>& item) {
    const std::lock_guard lock(mutex);
    outcome.bad.insert(item.item);
    outcome.rejected.push_back(item);
  });
  outcome.report = pipeline.run();
  return outcome;
}

template <class Make>
Outcome run_stage(int count, Make make, const StageOptions& options) {
  return run(count, [&](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
    pipeline.sink(pipeline.transform(numbers, "stage", make, options), "good", keep);
  });
}

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const StageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("What a stage rejects leaves by its output for that, with the reason") {
  for (const std::size_t replicas : {1, 4}) {
    const Outcome outcome = run_stage(500, [] { return Rejecter(); }, {.replicas = replicas, .batch_size = 5});
    CHECK(outcome.good == all_of(500, false));
    CHECK(outcome.bad == all_of(500, true));
    const Rejected<int>& first = outcome.rejected.front();
    CHECK(first.reason == "it is bad");
    CHECK(first.origin == "line " + std::to_string(first.item));
    CHECK(first.stage == "stage");
    CHECK(first.attempts == 1);
    CHECK(outcome.report.stages[1].named_outputs.back().items == outcome.bad.size());
    CHECK(outcome.report.stages[1].items_in == 500);
  }
}

TEST_CASE("Where nobody reads what is rejected, the first ends the run, unless it is to be skipped") {
  const auto try_it = [](const OnError& on_error) {
    Pipeline pipeline("rejects");
    const auto stage =
        pipeline.transform(pipeline.source("numbers", count_to(100)), "stage", [] { return Rejecter(); }, {.on_error = on_error});
    int good = 0;
    pipeline.sink(stage, "good", [&good](int) { ++good; });
    const RunReport report = pipeline.run();
    CHECK(report.stages[1].named_outputs.back().items == 14);
    return good;
  };
  CHECK(message_of([&] { try_it({}); }) == "stage 'stage', replica 0: rejected an item: it is bad (line 3)");
  CHECK(message_of([&] { try_it({.then = OnError::Then::stop}); }) == "stage 'stage', replica 0: rejected an item: it is bad (line 3)");
  CHECK(try_it({.then = OnError::Then::skip}) == 86);
}

TEST_CASE("A run that is to stop at an error stops though the rejects are read") {
  const auto run_it = [] { run_stage(100, [] { return Rejecter(); }, {.on_error = {.then = OnError::Then::stop}}); };
  CHECK(message_of(run_it) == "stage 'stage', replica 0: rejected an item: it is bad (line 3)");
  const auto throw_it = [] { run_stage(100, [] { return Thrower(); }, {.on_error = {.then = OnError::Then::stop}}); };
  CHECK(message_of(throw_it) == "stage 'stage', replica 0: cannot use 3");
  const OnError once_more{.retry = 1, .then = OnError::Then::stop};
  const auto try_it = [&] { run_stage(100, [] { return Thrower(); }, {.on_error = once_more}); };
  CHECK(message_of(try_it) == "stage 'stage', replica 0: cannot use 3");
}

TEST_CASE("An exception from a function of one item rejects that item") {
  const auto throws = [](int item) {
    if (is_bad(item)) throw std::runtime_error("no good");
    return item;
  };
  const Outcome mapped = run(300, [&](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
    pipeline.sink(pipeline.map(numbers, "stage", throws, {.replicas = 2, .batch_size = 16}), "good", keep);
  });
  CHECK(mapped.good == all_of(300, false));
  CHECK(mapped.bad == all_of(300, true));
  CHECK(mapped.rejected.front().reason == "no good");
  const Outcome filtered = run(300, [&](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
    pipeline.sink(pipeline.filter(numbers, "stage", [throws](int item) { return throws(item) >= 0; }), "good", keep);
  });
  CHECK(filtered.good == all_of(300, false));
  CHECK(filtered.bad == all_of(300, true));
  const Outcome stored = run(300, [&](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
    pipeline.sink(numbers, "stage", [throws, keep](const int& item) { keep(throws(item)); });
  });
  CHECK(stored.good == all_of(300, false));
  CHECK(stored.bad == all_of(300, true));
}

TEST_CASE("A repeatable stage is called with fewer and fewer items until the one at fault is found, and nothing comes out twice") {
  for (const std::size_t replicas : {1, 3}) {
    for (const std::size_t batch_size : {1, 2, 5, 64}) {
      for (const bool ordered : {false, true}) {
        const Outcome outcome = run_stage(400, [] { return Thrower(); },
                                          {.replicas = replicas, .batch_size = batch_size, .queue_depth = 3, .ordered = ordered});
        CHECK(outcome.good == all_of(400, false));
        CHECK(outcome.bad == all_of(400, true));
        for (const Rejected<int>& item : outcome.rejected) CHECK(item.reason == "cannot use " + std::to_string(item.item));
        CHECK(outcome.report.stages[1].items_out == outcome.good.size());
      }
    }
  }
}

TEST_CASE("A failed call of any other stage rejects all that it got, and takes back what it has pushed") {
  std::size_t seen = 0;
  const Outcome outcome = run_stage(70, [&seen] { return OnceOnly(seen); }, {.batch_size = 5});
  CHECK(seen == 70);
  CHECK(outcome.good.size() + outcome.bad.size() == 70);
  for (const int item : outcome.good) CHECK_FALSE(is_bad(item));
}

TEST_CASE("A sink rejects, too, and its readers do not end it") {
  std::vector<int> stored;
  int bad = 0;
  Pipeline pipeline("rejects");
  const auto numbers = pipeline.source("numbers", count_to(100));
  pipeline.sink(numbers, "store", [&stored] { return Store(stored); }, {.batch_size = 4});
  pipeline.sink(pipeline.output<Rejected<int>>("store.rejected"), "bad",
                [&bad](const Rejected<int>&) { return ++bad < 3 ? Next::again : Next::done; }, {.batch_size = 1});
  const RunReport report = pipeline.run();
  CHECK(stored.size() == 86);
  CHECK(bad == 3);
  CHECK(report.stages[1].named_outputs.back().items == 14);
}

TEST_CASE("What an expander has pushed of an item that fails stays") {
  const Outcome outcome = run(100, [](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
    const StageOptions options{.batch_size = 3, .on_error = {.retry = 2}};
    pipeline.sink(pipeline.expander(
                      numbers, "stage", [] { return Expand(); }, options),
                  "good", keep, {.batch_size = 2});
  });
  CHECK(outcome.bad == all_of(100, true));
  CHECK(outcome.good.size() == 3 * 86 + 2 * 14);
  CHECK(outcome.rejected.front().attempts == 1);  // or what it had pushed would come out twice
}

TEST_CASE("A call that throws is made again as often as it may, after a while") {
  std::map<int, int> calls;
  std::mutex mutex;
  const auto third_time = [&](int item) {
    const std::lock_guard lock(mutex);
    if (is_bad(item) && ++calls[item] < (item == 3 ? 100 : 3)) throw std::runtime_error("not yet");
    return item;
  };
  for (const bool ordered : {false, true}) {
    calls.clear();
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = run(30, [&](Pipeline& pipeline, const Stream<int>& numbers, auto keep) {
      pipeline.sink(pipeline.map(numbers, "stage", third_time,
                                 {.replicas = 2, .batch_size = 4, .ordered = ordered, .on_error = {.retry = 3, .backoff = 2ms}}),
                    "good", keep);
    });
    CHECK(std::chrono::steady_clock::now() - begun >= 6ms);
    CHECK(outcome.good.size() == 29);
    REQUIRE(outcome.rejected.size() == 1);
    CHECK(outcome.rejected.front().item == 3);
    CHECK(outcome.rejected.front().attempts == 4);
  }
}
