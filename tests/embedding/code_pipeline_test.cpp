// Pipelines made in code.

#include <weir/pipeline.hpp>

#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace {

class Count final : public weir::Source<int> {
 public:
  explicit Count(int to) : to_(to) {}
  weir::Next produce(weir::Output<int>& out) override {
    while (!out.full()) {
      if (next_ == to_) return weir::Next::done;
      out.push(next_++);
    }
    return weir::Next::again;
  }

 private:
  int to_;
  int next_ = 0;
};

class Halve final : public weir::Transform<int, double> {
 public:
  void process(std::span<int> items, weir::Output<double>& out) override {
    for (const int item : items) out.push(item / 2.0);
  }
};

class Digits final : public weir::Expander<int, char> {
 public:
  void open(int&& item) override { left_ = std::to_string(item); }
  weir::Next produce(weir::Output<char>& out) override {
    while (!left_.empty() && !out.full()) {
      out.push(left_.front());
      left_.erase(0, 1);
    }
    return left_.empty() ? weir::Next::done : weir::Next::again;
  }

 private:
  std::string left_;
};

template <class T>
class Keep final : public weir::Sink<T> {
 public:
  explicit Keep(std::vector<T>& kept) : kept_(&kept) {}
  void consume(std::span<T> items) override {
    for (T& item : items) kept_->push_back(std::move(item));
  }

 private:
  std::vector<T>* kept_;
};

auto count_to(int to) {
  return [to, next = 0]() mutable -> std::optional<int> { return next < to ? std::optional(next++) : std::nullopt; };
}

std::vector<int> up_to(int end) {
  std::vector<int> numbers(static_cast<std::size_t>(end));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

std::string message_of(const weir::Pipeline& pipeline) {
  try {
    static_cast<void>(pipeline.plan());
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("A pipeline in code runs stages that functions make") {
  std::vector<double> kept;
  weir::Pipeline pipeline("halves");
  const auto numbers = pipeline.source("numbers", [] { return Count(1000); });
  const auto halves = pipeline.transform(numbers, "halve", [] { return std::make_unique<Halve>(); }, {.replicas = 4, .ordered = true});
  pipeline.sink(halves, "keep", [&] { return Keep<double>(kept); });
  for (int round = 0; round < 2; ++round) {
    kept.clear();
    const weir::RunReport report = pipeline.run();
    CHECK(report.finished);
    REQUIRE(kept.size() == 1000);
    for (std::size_t i = 0; i < kept.size(); ++i) CHECK(kept[i] == static_cast<double>(i) / 2);
  }
}

TEST_CASE("A pipeline in code runs functions of one item") {
  std::atomic<int> sum = 0;
  weir::Pipeline pipeline("functions", {.workers = 2});
  const auto numbers = pipeline.source("numbers", count_to(100));
  const auto odd = pipeline.filter(numbers, "odd", [](const int& n) { return n % 2 == 1; }, {.replicas = 2});
  const auto squares = pipeline.map(odd, "square", [](int n) { return n * n; });
  pipeline.sink(squares, "add", [&](int n) { sum += n; });
  for (int round = 1; round <= 2; ++round) {
    sum = 0;
    pipeline.run();
    CHECK(sum == 166650);  // 1 + 9 + 25 + ... + 99^2 = 50 (2 50 - 1) (2 50 + 1) / 3
  }
}

TEST_CASE("An expander in code makes very many items from one") {
  std::vector<char> kept;
  weir::Pipeline pipeline("digits");
  const auto numbers = pipeline.source("numbers", count_to(12));
  pipeline.sink(pipeline.expander(numbers, "digits", Digits(), {.batch_size = 1}), "keep", Keep<char>(kept));
  pipeline.run();
  CHECK(std::string(kept.begin(), kept.end()) == "01234567891011");
}

TEST_CASE("A stage given as an object serves one run, and the next says so") {
  std::vector<int> kept;
  weir::Pipeline pipeline("once");
  pipeline.sink(pipeline.source("numbers", Count(10)), "keep", Keep<int>(kept));
  pipeline.run();
  CHECK(kept == up_to(10));
  CHECK_THROWS_WITH(pipeline.run(),
                    "stage 'numbers', replica 0: it was given as an object, which serves one run; to run again, give a "
                    "function that makes it: [] { return MyStage(); }");
}

TEST_CASE("Streams fan out, and join again") {
  std::mutex mutex;
  std::multiset<int> seen;
  weir::Pipeline pipeline("diamond");
  const auto numbers = pipeline.source("numbers", count_to(50));
  const auto plus = pipeline.map(numbers, "plus", [](int n) { return n + 1000; });
  const auto minus = pipeline.map(numbers, "minus", [](int n) { return n - 1000; });
  pipeline.sink(plus + minus, "keep", [&](int n) {
    const std::lock_guard lock(mutex);
    seen.insert(n);
  });
  pipeline.run();
  CHECK(seen.size() == 100);
  CHECK(*seen.begin() == -1000);
  CHECK(*seen.rbegin() == 1049);
}

TEST_CASE("Everything that is wrong with a pipeline in code is reported at once") {
  weir::Pipeline pipeline("wrong");
  const auto numbers = pipeline.source("numbers", count_to(1));
  const auto unread = pipeline.map(numbers, "numbers", [](int n) { return n; }, {.replicas = 0});
  static_cast<void>(unread);
  const std::string message = message_of(pipeline);
  CHECK(message.find("stage 'numbers': key 'name': the name is taken; take another; the first is stage 1") != std::string::npos);
  CHECK(message.find("key 'replicas': '0' is too small; the smallest is 1") != std::string::npos);
  CHECK(message_of(weir::Pipeline("empty")).find("the pipeline has no stages") != std::string::npos);
}

TEST_CASE("A stage that nobody reads, and a move-only item that two read, are errors") {
  weir::Pipeline unread("unread");
  static_cast<void>(unread.source("numbers", count_to(1)));
  CHECK(message_of(unread).find("stage 'numbers': no stage reads its output") != std::string::npos);

  weir::Pipeline copies("copies");
  const auto pointers = copies.map(copies.source("numbers", count_to(1)), "make", [](int n) { return std::make_unique<int>(n); });
  copies.sink(pointers, "a", [](std::unique_ptr<int>) {});
  copies.sink(pointers, "b", [](std::unique_ptr<int>) {});
  CHECK(message_of(copies).find("which cannot be copied, and stage 'a' reads it already") != std::string::npos);
}

TEST_CASE("What a stage rejects of move-only items is needed twice by two readers, and by a retry: both are errors") {
  using Pointer = std::unique_ptr<int>;
  const auto make = [](int n) { return std::make_unique<int>(n); };
  weir::Pipeline twice("twice");
  twice.sink(twice.map(twice.source("numbers", count_to(1)), "make", make), "use", [](Pointer) {});
  const auto rejected = twice.output<weir::Rejected<Pointer>>("use.rejected");
  twice.sink(rejected, "a", [](const weir::Rejected<Pointer>&) {});
  CHECK(message_of(twice).empty());
  twice.sink(rejected, "b", [](const weir::Rejected<Pointer>&) {});
  CHECK(message_of(twice).find("stage 'b': key 'inputs': 'use.rejected' produces Rejected<") != std::string::npos);
  CHECK(message_of(twice).find("which cannot be copied, and stage 'a' reads it already") != std::string::npos);

  weir::Pipeline again("again");
  again.sink(again.map(again.source("numbers", count_to(1)), "make", make), "use", [](Pointer) {}, {.on_error = weir::OnError{.retry = 1}});
  CHECK(message_of(again).find("stage 'use': key 'on_error': ") != std::string::npos);
  CHECK(message_of(again).find("which cannot be copied, and a call that is made again gets a copy; set then, and leave retry at 0") !=
        std::string::npos);
}

TEST_CASE("A stream of another pipeline is refused") {
  weir::Pipeline one("one"), other("other");
  const auto numbers = one.source("numbers", count_to(1));
  CHECK_THROWS_WITH(other.sink(numbers, "keep", [](int) {}),
                    "a stream of another pipeline cannot be read; an outlet and an inlet join two pipelines");
}

TEST_CASE("A pipeline in code has stages of registered kinds too") {
  weir::Registry kinds;
  kinds.source("count.up", count_to(10));
  kinds.map("number.halve", [](int n) { return n / 2.0; });
  std::vector<double> kept;
  kinds.sink("number.keep", [&](double n) { kept.push_back(n); });
  weir::Pipeline pipeline("registered");
  const auto numbers = pipeline.source<int>("numbers", kinds.at("count.up"));
  const auto halves = pipeline.transform<double>(numbers, "halve", kinds.at("number.halve"), "", {.replicas = 2, .ordered = true});
  pipeline.sink(halves, "keep", kinds.at("number.keep"));
  CHECK(pipeline.run().stages[1].kind == "number.halve");
  CHECK(kept == std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5});

  CHECK_THROWS_WITH(kinds.at("number.have"), "there is no kind 'number.have'; did you mean 'number.halve'?");
  CHECK_THROWS_WITH(pipeline.source<double>("more", kinds.at("count.up")), "kind 'count.up' produces i32, not f64");
  CHECK_THROWS_WITH(pipeline.sink(numbers, "more", kinds.at("count.up")), "kind 'count.up' has another role than this call adds");
}

TEST_CASE("What is wrong with the params of a registered kind is reported with everything else") {
  weir::Registry kinds;
  kinds.inlet<int>("host.numbers");
  kinds.sink("number.drop", [](double) {});
  weir::Pipeline pipeline("wrong");
  const auto numbers = pipeline.source<int>("numbers", kinds.at("host.numbers"), "capacity: 0");
  pipeline.sink(numbers, "drop", kinds.at("number.drop"), "{twice: 1");
  const std::string message = message_of(pipeline);
  CHECK(message.find("params of 'numbers':1:11: error: stage 'numbers': param 'capacity': '0' is too small; the smallest is 1") !=
        std::string::npos);
  CHECK(message.find("params of 'drop':1:") != std::string::npos);
  CHECK(message.find("number.drop takes f64, but 'numbers' produces i32") != std::string::npos);
}

TEST_CASE("A stream that outlives its pipeline is refused, also by one at the same address") {
  for (int i = 0; i < 20; ++i) {
    std::optional<weir::Stream<int>> stale;
    {
      weir::Pipeline gone("gone");
      stale = gone.source("numbers", count_to(1));
    }
    weir::Pipeline next("next");
    CHECK_THROWS_AS(next.sink(*stale, "keep", [](int) {}), weir::Error);
  }
}

TEST_CASE("A function that makes no stage is an error") {
  weir::Pipeline pipeline("nothing");
  pipeline.sink(pipeline.source("numbers", [] { return std::unique_ptr<Count>(); }), "drop", [](int) {});
  CHECK_THROWS_WITH(pipeline.run(), "stage 'numbers', replica 0: the function that makes the stage returned nothing");
}

TEST_CASE("The report of a pipeline in code names its stages and what they are") {
  weir::Pipeline pipeline("names");
  const auto halves = pipeline.transform(pipeline.source("numbers", [] { return Count(3); }), "halve", [] { return Halve(); });
  pipeline.sink(halves, "drop", [](double) {});
  const weir::RunReport report = pipeline.run();
  REQUIRE(report.stages.size() == 3);
  CHECK(report.pipeline == "names");
  CHECK(report.stages[0].kind.find("Count") != std::string::npos);
  CHECK(report.stages[1].kind.find("Halve") != std::string::npos);
  CHECK(report.stages[2].kind == "sink");
}

TEST_CASE("One pipeline runs several times at once") {
  std::atomic<int> sum = 0;
  weir::Pipeline pipeline("several");
  pipeline.sink(pipeline.source("numbers", count_to(1000)), "add", [&](int) { ++sum; }, {.replicas = 2});
  std::vector<weir::Run> runs;
  for (int i = 0; i < 4; ++i) runs.push_back(pipeline.start());
  std::thread other([&] { pipeline.run(); });
  for (weir::Run& run : runs) CHECK(run.wait().finished);
  other.join();
  CHECK(sum == 5000);
}
