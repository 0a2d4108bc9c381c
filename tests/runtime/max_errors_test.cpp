// How many items may be rejected, and what ends a run whatever becomes of them.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

constexpr OnError kSkip{.then = OnError::Then::skip};

auto up_to(int count) {
  return [next = 0, count]() mutable { return next < count ? std::optional(next++) : std::nullopt; };
}

bool is_unwanted(int item) {
  return item % 7 == 3;
}

/// Rejects some items, or all of these at the end, and says when it has finished.
class Picky final : public Sink<int> {
 public:
  Picky(bool at_once, bool& finished) : at_once_(at_once), finished_(finished) {}
  void consume(std::span<int> items) override {
    for (int& item : items) {
      if (!is_unwanted(item)) continue;
      if (at_once_)
        reject(std::move(item), "it is bad");
      else
        bad_.push_back(item);
    }
  }
  void finish() override {
    for (int& item : bad_) reject(std::move(item), "it is bad", "at the end");
    finished_ = true;
  }

 private:
  bool at_once_;
  bool& finished_;
  std::vector<int> bad_;
};

/// What a run said, and whether its sink made its output visible.
struct Ended {
  std::string error;
  bool finished = false;
  RunReport report;
};

// 14 of 100 are bad.
Ended store(bool at_once, const StageOptions& options) {
  Ended ended;
  Pipeline pipeline("store");
  pipeline.sink(
      pipeline.source("numbers", up_to(100)), "store", [&] { return Picky(at_once, ended.finished); }, options);
  try {
    ended.report = pipeline.run();
  } catch (const StageError& error) {
    ended.error = error.what();
  }
  return ended;
}

}  // namespace

TEST_CASE("More rejects than are allowed fail the run before a sink has finished, and as many do not") {
  const std::string message = "stage 'store', replica 0: more items were rejected than 'max_errors: ";
  for (const std::size_t batch_size : {1, 5, 100}) {
    const auto with = [&](const MaxErrors& most) { return store(true, {.batch_size = batch_size, .on_error = kSkip, .max_errors = most}); };
    CHECK(with({.items = 14}).finished);
    CHECK(with({.percent = 14}).finished);
    for (const auto& [most, text] : {std::pair(MaxErrors{.items = 13}, "13"), std::pair(MaxErrors{.percent = 13.5}, "13.5 %")}) {
      const Ended ended = with(most);
      CHECK(ended.error == message + text + "' allows; one of the last: it is bad");
      CHECK_FALSE(ended.finished);
    }
  }
}

TEST_CASE("What is rejected at the end counts like anything else") {
  const std::string place = "stage 'store', replica 0: ";
  CHECK(store(false, {}).error == place + "rejected an item: it is bad (at the end)");
  CHECK(store(false, {.on_error = kSkip}).report.stages[1].named_outputs.back().items == 14);
  CHECK(store(false, {.on_error = kSkip, .max_errors = MaxErrors{.items = 13}}).error ==
        place + "more items were rejected than 'max_errors: 13' allows; one of the last: it is bad (at the end)");
}

TEST_CASE("A limit that nothing can reach is an error of the plan") {
  const auto problem = [](const StageOptions& options) -> std::string {
    bool finished = false;
    Pipeline pipeline("store");
    pipeline.sink(
        pipeline.source("numbers", up_to(100)), "store", [&] { return Picky(true, finished); }, options);
    try {
      static_cast<void>(pipeline.plan());
    } catch (const ConfigError& error) {
      return error.diagnostics().front().problem.text();
    }
    return "";
  };
  CHECK(problem({.max_errors = MaxErrors{.items = 5}}) ==
        "the first error ends the run, since nothing reads what the stage rejects; set on_error, or read its output 'rejected'");
  CHECK(problem({.on_error = {.then = OnError::Then::stop}, .max_errors = MaxErrors{.items = 5}}) ==
        "with 'on_error: stop' the first error ends the run; set one of the two");
  CHECK(problem({.on_error = kSkip, .max_errors = MaxErrors{.items = 5}}).empty());
}

TEST_CASE("Memory that runs out is nobody's fault, and ends the run, whose items are all accounted for") {
  const auto message = [](auto error) -> std::string {
    Pipeline pipeline("memory");
    const auto fail = [error](int item) { return item == 55 ? throw error : item; };
    const auto stage = pipeline.map(pipeline.source("numbers", up_to(100)), "stage", fail, {.batch_size = 10, .on_error = kSkip});
    pipeline.sink(stage, "good", [](int) {});
    Run run = pipeline.start();
    std::string what;
    try {
      run.wait();
    } catch (const StageError& caught) {
      what = caught.what();
    }
    CHECK(run.report().balance.wrong.empty());
    return what;
  };
  CHECK_THAT(message(std::bad_alloc()), Catch::Matchers::Contains("memory"));
  CHECK(message(MemoryError("no memory for a table")) == "stage 'stage', replica 0: no memory for a table");
  CHECK(message(std::runtime_error("no good")).empty());
}

TEST_CASE("A wait for the next try holds no worker, and a stop ends it") {
  std::atomic<int> other{0};
  Pipeline pipeline("rejects", {.workers = 1});
  const auto fails = pipeline.map(pipeline.source("one", up_to(1)), "fails", [](int) -> int { throw std::runtime_error("never"); },
                                  {.on_error = {.retry = 1'000'000, .backoff = 1h}});
  pipeline.sink(fails, "out", [](int) {});
  pipeline.sink(pipeline.source("more", up_to(1000)), "other", [&other](int) { ++other; });
  Run run = pipeline.start();
  while (other < 1000) std::this_thread::sleep_for(1ms);
  run.stop();
  CHECK_FALSE(run.wait().finished);
}
