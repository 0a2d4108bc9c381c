// Stages with several outputs: each has edges and credits of its own.

#include <weir/pipeline.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace weir;

namespace {

struct Big {
  int number;
};

using Sorted = Outputs<int, Named<"big", Big>, Named<"text", std::string>>;

class Sort final : public Transform<int, Sorted> {
 public:
  void process(std::span<int> items, Output<Sorted>& out) override {
    for (const int item : items) {
      if (item % 10 == 0) out.to<"text">().push(std::to_string(item));
      if (item >= 500)
        out.to<"big">().push({item});
      else
        out.push(item);
    }
  }
};

/// Counts up and tells the odd ones from the even ones.
class Both final : public Source<Outputs<int, Named<"odd", int>>> {
 public:
  Next produce(Output<AllOutputs>& out) override {
    while (!out.full()) {
      if (next_ == 100) return Next::done;
      const int number = next_++;
      if (number % 2 == 0)
        out.push(number);
      else
        out.to<"odd">().push(number);
    }
    return Next::again;
  }

 private:
  int next_ = 0;
};

class Split final : public Expander<int, Outputs<int, Named<"last", int>>> {
 public:
  void open(int&& item) override { left_ = item % 4; }
  Next produce(Output<AllOutputs>& out) override {
    while (left_ > 0) {
      if (out.full()) return Next::again;
      if (--left_ == 0)
        out.to<"last">().push(1);
      else
        out.push(1);
    }
    return Next::done;
  }

 private:
  int left_ = 0;
};

/// Deals numbers to outputs that its params name, and keeps those that none of them gets.
class Deal final : public Transform<int, OutputsByParams<int>> {
 public:
  struct Params {
    std::vector<PlacedText> names;
  };
  static void describe(Description<Params>& d) { d.param("names", &Params::names, "of its outputs").required(); }
  static std::vector<PlacedText> outputs(const Params& params) { return params.names; }
  explicit Deal(const Params& params) : outputs_(params.names.size()) {}

  void process(std::span<int> items, Output<AllOutputs>& out) override {
    for (const int item : items) {
      const auto place = static_cast<std::size_t>(item) % 5;
      if (place < outputs_)
        out.to(place).push(item);
      else
        out.push(item);
      if (item == 99) reject(int{item}, "it is the last");
    }
  }

 private:
  std::size_t outputs_;
};

/// What came into a sink, from any thread.
template <class T>
struct Came {
  std::mutex mutex;
  std::vector<T> items;

  auto keep() {
    return [this](const T& item) {
      const std::lock_guard lock(mutex);
      items.push_back(item);
    };
  }
  std::vector<T> sorted() {
    std::sort(items.begin(), items.end());
    return items;
  }
};

auto numbers_to(int count) {
  return [next = 0, count]() mutable { return next < count ? std::optional(next++) : std::nullopt; };
}

std::vector<int> range(int from, int to) {
  std::vector<int> numbers(static_cast<std::size_t>(to - from));
  std::iota(numbers.begin(), numbers.end(), from);
  return numbers;
}

}  // namespace

TEST_CASE("Each output of a stage goes to its own readers") {
  for (const std::size_t replicas : {1, 3}) {
    for (const bool ordered : {false, true}) {
      Came<int> small, big, again;
      Came<std::string> text;
      Pipeline pipeline("outputs");
      const auto sorted = pipeline.transform(pipeline.source("numbers", numbers_to(1000)), "sort", [] { return Sort(); },
                                             {.replicas = replicas, .batch_size = 7, .queue_depth = 2, .ordered = ordered});
      pipeline.sink(sorted, "small", small.keep(), {.batch_size = 3});
      pipeline.sink(sorted.output<"big">(), "big", [keep = big.keep()](const Big& item) { keep(item.number); }, {.batch_size = 5});
      pipeline.sink(sorted.output<"big">(), "again", [keep = again.keep()](const Big& item) { keep(item.number); }, {.queue_depth = 1});
      pipeline.sink(sorted.output<"text">(), "text", text.keep());
      const RunReport report = pipeline.run();
      if (ordered) {
        CHECK(small.items == range(0, 500));
        CHECK(big.items == range(500, 1000));
      }
      CHECK(small.sorted() == range(0, 500));
      CHECK(big.sorted() == range(500, 1000));
      CHECK(again.sorted() == range(500, 1000));
      CHECK(text.items.size() == 100);
      CHECK(report.stages[1].items_out == 500);
      REQUIRE(report.stages[1].named_outputs.size() == 3);
      CHECK(report.stages[1].named_outputs[0].name == "big");
      CHECK(report.stages[1].named_outputs[0].items == 500);
      CHECK(report.stages[1].named_outputs[1].items == 100);
      CHECK(report.stages[1].named_outputs[2].name == "rejected");
      CHECK(report.items == 500 + 500 + 500 + 100);
    }
  }
}

TEST_CASE("An output that nobody reads holds nothing up, and what is pushed to it is counted") {
  Came<int> big;
  Pipeline pipeline("outputs");
  const auto sorted = pipeline.transform(pipeline.source("numbers", numbers_to(1000)), "sort", [] { return Sort(); });
  pipeline.sink(sorted.output<"big">(), "big", [keep = big.keep()](const Big& item) { keep(item.number); });
  const RunReport report = pipeline.run();
  CHECK(big.items == range(500, 1000));
  CHECK(report.stages[1].items_out == 500);
  CHECK(report.stages[1].named_outputs[1].items == 100);
}

TEST_CASE("Sources and expanders have named outputs, too") {
  Came<int> even, odd, pieces, last;
  Pipeline pipeline("outputs");
  const auto both = pipeline.source("both", [] { return Both(); });
  pipeline.sink(both, "even", even.keep());
  pipeline.sink(both.output<"odd">(), "odd", odd.keep());
  const auto split = pipeline.expander(both + both.output<"odd">(), "split", [] { return Split(); });
  pipeline.sink(split, "pieces", pieces.keep());
  pipeline.sink(split.output<"last">(), "last", last.keep());
  pipeline.run();
  CHECK(even.items.size() == 50);
  CHECK(odd.items.size() == 50);
  CHECK(pieces.items.size() == 25 * (0 + 1 + 2));
  CHECK(last.items.size() == 75);
}

TEST_CASE("A stage goes on for the readers of one output when those of another have had enough") {
  Came<int> big;
  std::size_t few = 0;
  Pipeline pipeline("outputs");
  const auto sorted = pipeline.transform(pipeline.source("numbers", numbers_to(1000)), "sort", [] { return Sort(); }, {.batch_size = 1});
  pipeline.sink(sorted, "few", [&few](int) { return ++few < 3 ? Next::again : Next::done; }, {.batch_size = 1});
  pipeline.sink(sorted.output<"big">(), "big", [keep = big.keep()](const Big& item) { keep(item.number); });
  const RunReport report = pipeline.run();
  CHECK(few == 3);
  CHECK(big.items == range(500, 1000));
  CHECK_FALSE(report.stages[1].had_enough);
}

TEST_CASE("A stream of an output can be had by its name, with the type that the caller says") {
  Registry registry;
  registry.add<Sort>("test.sort");
  Pipeline pipeline("outputs");
  pipeline.transform<int>(pipeline.source("numbers", numbers_to(20)), "sort", registry.at("test.sort"));
  Came<std::string> text;
  pipeline.sink(pipeline.output<std::string>("sort.text"), "text", text.keep());
  pipeline.run();
  CHECK(text.items == std::vector<std::string>{"0", "10"});
  CHECK_THROWS_WITH(pipeline.output<int>("sort.text"), "'sort.text' has items of type string, not i32");
  CHECK_THROWS_WITH(pipeline.output<int>("sort.txt"), "no stage that was added has the output 'sort.txt'; did you mean 'sort.text'?");
  CHECK(pipeline.plan().stages[1].output_label(2) == "sort.text");
}

TEST_CASE("Params name outputs, which are read as those that a class declares") {
  Registry registry;
  registry.add<Deal>("test.deal");
  for (const std::size_t replicas : {1, 3}) {
    Pipeline pipeline("outputs");
    Came<int> rest, north, south;
    pipeline.sink(
        pipeline.transform<int>(pipeline.source("numbers", numbers_to(100)), "deal", registry.at("test.deal"), "names: [north, south]",
                                {.replicas = replicas, .batch_size = 3, .on_error = {.then = OnError::Then::skip}}),
        "rest", rest.keep());
    pipeline.sink(pipeline.output<int>("deal.north"), "north", north.keep());
    pipeline.sink(pipeline.output<int>("deal.south"), "south", south.keep());
    const RunReport report = pipeline.run();
    CHECK(rest.items.size() == 60);
    CHECK(std::all_of(north.items.begin(), north.items.end(), [](int item) { return item % 5 == 0; }));
    CHECK(north.items.size() == 20);
    CHECK(south.sorted() == std::vector<int>{1, 6, 11, 16, 21, 26, 31, 36, 41, 46, 51, 56, 61, 66, 71, 76, 81, 86, 91, 96});
    CHECK(report.stages[1].named_outputs.size() == 3);
    CHECK(report.stages[1].items_skipped == 1);
  }
}

TEST_CASE("Names that params have for outputs are checked") {
  Registry registry;
  registry.add<Deal>("test.deal");
  const auto deal = [&registry](const char* params) {
    Pipeline pipeline("outputs");
    pipeline.sink(pipeline.transform<int>(pipeline.source("numbers", numbers_to(1)), "deal", registry.at("test.deal"), params), "rest",
                  [](int) {});
    pipeline.run();
  };
  deal("names: []");
  CHECK_THROWS_WITH(deal("names: [a, a]"), Catch::Contains("the stage has an output 'a' already; take another name"));
  CHECK_THROWS_WITH(deal("names: [rejected]"), Catch::Contains("the stage has an output 'rejected' already"));
  CHECK_THROWS_WITH(deal("names: ['']"), Catch::Contains("'' cannot name an output: the name is empty"));
  CHECK_THROWS_WITH(deal("names: [a]"), Catch::Contains("no stage reads the output 'a'"));
  CHECK_THROWS_WITH(deal("names: a"), Catch::Contains("expected a list"));
}

TEST_CASE("Rejected items print with the columns of the item after their own") {
  const ItemType& type = item_type<Rejected<std::string>>();
  CHECK(type.name == "Rejected<string>");
  std::vector<std::string> names;
  for (const ItemColumn& column : type.columns) names.push_back(column.name);
  CHECK(names == std::vector<std::string>{"reason", "origin", "stage", "replica", "attempts", "value"});
  const Rejected<std::string> item{"the item", "why", "a.csv:3", "parse", 1, 2};
  CHECK(std::get<std::string_view>(type.columns.back().get(&item)) == "the item");
}
