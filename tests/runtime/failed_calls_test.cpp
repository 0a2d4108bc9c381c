// Calls that fail at awkward moments: nothing is lost, and nothing comes out twice.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

auto counting(int count) {
  return [next = 0, count]() mutable { return next < count ? std::optional(next++) : std::nullopt; };
}

/// Has enough at 5, and throws at 6.
class EnoughThenThrows final : public Transform<int, int> {
 public:
  static void describe(Description<NoParams>& d) { d.repeatable(); }
  void process(std::span<int> items, Output<int>& out) override {
    for (const int item : items) {
      if (item == 6) throw std::runtime_error("no six");
      out.push(item);
      if (item == 5) return enough();
    }
  }
};

/// An item whose copy throws once.
struct Fragile {
  explicit Fragile(int its_number, std::shared_ptr<std::atomic<int>> its_throws)
      : number(its_number), text("item " + std::to_string(its_number)), throws(std::move(its_throws)) {}
  Fragile(const Fragile& other) : number(other.number), text(other.text), throws(other.throws) {
    if (number == 7 && throws->fetch_sub(1) > 0) throw std::runtime_error("not copied");
  }
  Fragile(Fragile&&) = default;

  int number;
  std::string text;
  std::shared_ptr<std::atomic<int>> throws;
};

std::vector<int> first_numbers(int end) {
  std::vector<int> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

TEST_CASE("That a stage has had enough does not count when it was said in a call that fails and is made again") {
  for (const std::size_t batch_size : {1, 2, 8, 32}) {
    std::vector<int> good;
    Pipeline pipeline("failed_calls");
    const auto stage = pipeline.transform(pipeline.source("numbers", counting(100)), "stage", [] { return EnoughThenThrows(); },
                                          {.batch_size = batch_size, .on_error = {.then = OnError::Then::skip}});
    pipeline.sink(stage, "good", [&good](int item) { good.push_back(item); });
    CHECK(pipeline.run().finished);
    CHECK(good == first_numbers(6));
  }
}

TEST_CASE("An item whose copy for a second reader throws is sent to neither, and is whole at the next try") {
  const auto throws = std::make_shared<std::atomic<int>>(1);
  std::vector<std::string> first, second;
  Pipeline pipeline("failed_calls");
  const auto items =
      pipeline.map(pipeline.source("numbers", counting(20)), "items", [throws](int number) { return Fragile(number, throws); });
  const auto stage = pipeline.filter(items, "stage", [](const Fragile&) { return true; }, {.batch_size = 4, .on_error = {.retry = 1}});
  pipeline.sink(stage, "first", [&first](const Fragile& item) { first.push_back(item.text); }, {.batch_size = 3});
  pipeline.sink(stage, "second", [&second](const Fragile& item) { second.push_back(item.text); }, {.batch_size = 2});
  const RunReport report = pipeline.run();
  CHECK(report.balance.wrong.empty());
  CHECK(first.size() == 20);
  CHECK(first[7] == "item 7");
  CHECK(first == second);
}

TEST_CASE("A wait without end is one, and a stop ends it") {
  Pipeline pipeline("failed_calls", {.workers = 1});
  const auto fails = pipeline.map(pipeline.source("numbers", counting(5)), "fails", [](int) -> int { throw std::runtime_error("never"); },
                                  {.on_error = {.retry = 1, .backoff = std::chrono::hours::max()}});
  std::atomic<bool> other{false};
  pipeline.sink(fails, "out", [](int) {});
  pipeline.sink(pipeline.source("one", counting(1)), "other", [&other](int) { other = true; });
  Run run = pipeline.start();
  while (!other) std::this_thread::sleep_for(1ms);
  run.stop();
  const RunReport report = run.wait();
  CHECK_FALSE(report.finished);
  CHECK(report.balance.wrong.empty());
}

TEST_CASE("What a replica has in hand beside the batch that waits is taken by others") {
  std::atomic<int> good{0};
  Pipeline pipeline("failed_calls", {.workers = 2});
  const auto first_fails = [](int item) {
    if (item == 40) throw std::runtime_error("not for a while");
    return item;
  };
  const auto stage = pipeline.map(pipeline.source("numbers", counting(200)), "stage", first_fails,
                                  {.replicas = 4, .batch_size = 1, .queue_depth = 64, .on_error = {.retry = 1, .backoff = 1h}});
  pipeline.sink(stage, "good", [&good](int) { ++good; }, {.batch_size = 1});
  Run run = pipeline.start();
  while (good < 199) std::this_thread::sleep_for(1ms);
  run.stop();
  run.wait();
  CHECK(good == 199);
}

TEST_CASE("A sink that rejects several items for one has written none of it, and no fewer") {
  class Splits final : public Sink<int> {
   public:
    void consume(std::span<int> items) override {
      for (int& item : items) {
        reject(int(item), "the left half");
        reject(std::move(item), "the right half");
      }
    }
  };
  Pipeline pipeline("failed_calls");
  pipeline.sink(pipeline.source("numbers", counting(10)), "splits", [] { return Splits(); }, {.on_error = {.then = OnError::Then::skip}});
  const RunReport report = pipeline.run();
  CHECK(report.balance.written == 0);
  CHECK(report.balance.skipped == 20);
}

TEST_CASE("A function that takes its item by value may have moved from it: what is rejected is the item as it came") {
  std::vector<std::string> bad;
  std::size_t good = 0;
  Pipeline pipeline("failed_calls");
  const auto texts =
      pipeline.map(pipeline.source("numbers", counting(50)), "texts", [](int item) { return std::string(40, 'a') + std::to_string(item); });
  const auto stage = pipeline.map(texts, "stage", [](std::string text) {
    const std::string own = std::move(text);
    if (own.ends_with('7')) throw std::runtime_error("seven");
    return own;
  });
  pipeline.sink(stage, "good", [&good](const std::string&) { ++good; });
  pipeline.sink(pipeline.output<Rejected<std::string>>("stage.rejected"), "bad",
                [&bad](const Rejected<std::string>& item) { bad.push_back(item.item); });
  pipeline.run();
  CHECK(good == 45);
  REQUIRE(bad.size() == 5);
  CHECK(bad.front() == std::string(40, 'a') + "7");
}

TEST_CASE("A run that times out while a stage waits for its next try says so, and the wait is not one for room") {
  Pipeline pipeline("failed_calls", {.workers = 1, .timeout = 50ms});
  const auto fails = pipeline.map(pipeline.source("one", counting(1)), "fails", [](int) -> int { throw std::runtime_error("never"); },
                                  {.on_error = {.retry = 1, .backoff = 1h}});
  pipeline.sink(fails, "out", [](int) {});
  Run run = pipeline.start();
  CHECK_THROWS_WITH(run.wait(), "timeout after 50ms; no stage was in a call; stage 'fails' waits to make a call again that failed");
  CHECK(run.report().stages[1].waiting_room < 25ms);
}

TEST_CASE("A stage ends when the readers of its main output have had enough, though what it rejects is read") {
  int good = 0;
  Pipeline pipeline("failed_calls");
  const auto endless = pipeline.source("endless", [next = 0]() mutable { return std::optional(next++); });
  const auto odd_only = [](int item) {
    if (item % 2 == 0) throw std::runtime_error("even");
    return item;
  };
  const auto stage = pipeline.map(endless, "stage", odd_only);
  pipeline.sink(stage, "ten", [&good](int) { return ++good < 10 ? Next::again : Next::done; });
  pipeline.sink(pipeline.output<Rejected<int>>("stage.rejected"), "even", [](const Rejected<int>&) {});
  CHECK(pipeline.run().finished);
  CHECK(good == 10);
}

TEST_CASE("The bound counts the copies of items that a call may leave changed") {
  const auto batches = [](const OnError& on_error) {
    Pipeline pipeline("failed_calls");
    const StageOptions options{.replicas = 3, .batch_size = 5, .queue_depth = 6, .on_error = on_error};
    pipeline.sink(pipeline.map(
                      pipeline.source("one", counting(1)), "stage", [](int item) { return item; }, options),
                  "out", [](int) {});
    return pipeline.plan().bound().batches;
  };
  CHECK(batches({.then = OnError::Then::skip}) == batches({}) + 3);
}

TEST_CASE("An exception may say where its item came from, and where it ends the run, the error says that, too") {
  const auto fails = [](const std::string& line) -> std::string {
    if (line == "no origin") throw std::runtime_error("it is bad");
    throw ItemError("it is bad", "orders.txt:" + line);
  };
  const auto lines = [] {
    return [texts = std::vector<std::string>{"7", "no origin"}]() mutable -> std::optional<std::string> {
      if (texts.empty()) return std::nullopt;
      std::string text = std::move(texts.front());
      texts.erase(texts.begin());
      return text;
    };
  };
  std::vector<Rejected<std::string>> rejected;
  Pipeline pipeline("origins");
  pipeline.sink(pipeline.map(pipeline.source("lines", lines()), "parse", fails), "take", [](const std::string&) {});
  pipeline.sink(pipeline.output<Rejected<std::string>>("parse.rejected"), "keep",
                [&rejected](const Rejected<std::string>& one) { rejected.push_back(one); });
  pipeline.run();
  REQUIRE(rejected.size() == 2);
  CHECK(rejected[0].reason == "it is bad");
  CHECK(rejected[0].origin == "orders.txt:7");
  CHECK(rejected[1].reason == "it is bad");
  CHECK(rejected[1].origin.empty());

  Pipeline strict("origins");
  strict.sink(strict.map(strict.source("lines", lines()), "parse", fails), "take", [](const std::string&) {});
  CHECK_THROWS_WITH(strict.run(), "stage 'parse', replica 0: it is bad (orders.txt:7)");
  CHECK(std::string(ItemError("cannot read 'a.txt': it is not there", "a.txt").what()) == "cannot read 'a.txt': it is not there");
}
