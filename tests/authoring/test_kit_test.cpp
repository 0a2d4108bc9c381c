#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>

#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace weir::testing;
using Batches = std::vector<std::vector<double>>;

namespace {

struct AtLeast final : weir::Transform<double, double> {
  struct Params {
    double threshold = 0;
    int digits = 3;
  };
  static void describe(weir::Description<Params>& d) {
    d.param("threshold", &Params::threshold, "smallest that passes").at_least(0);
    d.param("digits", &Params::digits, "to keep").range(1, 9);
    d.check("digits", [](const Params& p) -> std::optional<std::string> {
      if (p.threshold > 100 && p.digits > 5) return "cannot be above 5 with a threshold above 100";
      return std::nullopt;
    });
  }
  explicit AtLeast(const Params& params) : params_(params) {}
  void process(std::span<double> items, weir::Output<double>& out) override {
    for (const double x : items) {
      if (x >= params_.threshold)
        out.push(x);
      else
        ++dropped_;
    }
  }
  void finish(weir::Output<double>& out) override { out.push(-1); }
  void counters(weir::Counters& counters) const override { counters.add("dropped", dropped_); }

 private:
  Params params_;
  std::uint64_t dropped_ = 0;
};

/// Pushes each item n times, as long as there is room.
struct Repeat final : weir::Expander<int, int> {
  void open(int&& n) override { left_ = item_ = n; }
  weir::Next produce(weir::Output<int>& out) override {
    while (left_ > 0 && !out.full()) {
      out.push(item_);
      --left_;
    }
    return left_ > 0 ? weir::Next::again : weir::Next::done;
  }
  void finish(weir::Output<int>& out) override { out.push(0); }

 private:
  int item_ = 0;
  int left_ = 0;
};

struct Range final : weir::Source<std::unique_ptr<int>> {
  weir::Next produce(weir::Output<std::unique_ptr<int>>& out) override {
    while (!out.full()) {
      if (next_ == 5) return weir::Next::done;
      out.push(std::make_unique<int>(next_++));
    }
    return weir::Next::again;
  }
  void counters(weir::Counters& counters) const override { counters.add("made", static_cast<std::uint64_t>(next_)); }

 private:
  int next_ = 0;
};

struct Keep final : weir::Sink<bool> {
  explicit Keep(const weir::NoParams&) {}
  void consume(std::span<bool> items) override { batches.emplace_back(items.begin(), items.end()); }
  void finish() override { finished = true; }
  std::vector<std::vector<bool>> batches;
  bool finished = false;
};

/// Counts items: correct when the partial counts are added up.
struct Total final : weir::Transform<int, int> {
  void process(std::span<int> items, weir::Output<int>&) override { sum_ += std::accumulate(items.begin(), items.end(), 0); }
  void finish(weir::Output<int>& out) override { out.push(sum_); }

 private:
  int sum_ = 0;
};

/// Wrong on purpose: numbers the items of its replica.
struct Numbered final : weir::Transform<int, int> {
  void process(std::span<int> items, weir::Output<int>& out) override {
    for (const int item : items) out.push(100 * next_++ + item);
  }

 private:
  int next_ = 0;
};

/// Wrong on purpose: looks at the batch, not at the items.
struct FirstOfBatch final : weir::Transform<int, int> {
  void process(std::span<int> items, weir::Output<int>& out) override { out.push(items.front()); }
};

struct Point {
  int x = 0;
};
void describe(weir::Description<Point>& d) {
  d.param("x", &Point::x, "across").at_most(10);
}

struct Draw final : weir::Sink<int> {
  struct Params {
    std::vector<Point> points;
  };
  static void describe(weir::Description<Params>& d) { d.param("points", &Params::points, "to draw"); }
  explicit Draw(const Params&) {}
  void consume(std::span<int>) override {}
};

template <class F>
std::string config_error(F f) {
  try {
    f();
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("A transform is run on items, and shows what each call emitted, finish last, and its counters") {
  const auto out = run(AtLeast({.threshold = 2}), {1.0, 2.0, 3.0}, {.batch_size = 2});
  CHECK(out.batches == Batches{{2.0}, {3.0}, {-1.0}});
  CHECK(out.items() == std::vector{2.0, 3.0, -1.0});
  CHECK(out.counters.at("dropped") == 1);
  CHECK(run(AtLeast({}), {}).batches == Batches{{-1.0}});
}

TEST_CASE("An expander is stepped: it finds its output full") {
  Repeat repeat;
  const auto out = run(repeat, {3, 0, 2}, {.room = 2});
  CHECK(out.batches == std::vector<std::vector<int>>{{3, 3}, {3}, {}, {2, 2}, {0}});
}

TEST_CASE("A source is run to its end, also one whose items only move") {
  auto out = run(*make<Range>(), {.room = 3});
  CHECK(out.batches.size() == 2);
  CHECK(out.batches.at(0).size() == 3);
  CHECK(out.counters.at("made") == 5);
  CHECK(*std::move(out).items().at(4) == 4);
}

TEST_CASE("A sink takes items in batches and is finished") {
  const auto keep = make<Keep>();
  CHECK(run(*keep, {true, false, true}, {.batch_size = 2}).calls == 2);
  CHECK(keep->batches == std::vector<std::vector<bool>>{{true, false}, {true}});
  CHECK(keep->finished);
}

TEST_CASE("Params from a struct are checked against the declared rules") {
  CHECK(run(*make<AtLeast>({.threshold = 5}), {4.0, 6.0}).items() == std::vector{6.0, -1.0});
  CHECK(run(*make<AtLeast>(), {4.0}).items() == std::vector{4.0, -1.0});
  CHECK(config_error([] { static_cast<void>(make<AtLeast>({.threshold = -1, .digits = 10})); }) ==
        "error: param 'threshold': '-1' is too small; the smallest is 0\n"
        "error: param 'digits': '10' is too large; the largest is 9\n");
  CHECK(config_error([] { static_cast<void>(make<AtLeast>({.threshold = 101, .digits = 6})); }) ==
        "error: param 'digits': cannot be above 5 with a threshold above 100\n");
}

TEST_CASE("Params from YAML are read as in a file") {
  CHECK(run(*make<AtLeast>("threshold: 5"), {4.0, 6.0}).items() == std::vector{6.0, -1.0});
  CHECK(run(*make<AtLeast>("{threshold: 5, digits: 1}"), {4.0}).items() == std::vector{-1.0});
  CHECK(run(*make<AtLeast>(std::string()), {4.0}).items() == std::vector{4.0, -1.0});
  CHECK(config_error([] { static_cast<void>(make<AtLeast>("threshold: many\ndigit: 3\n")); }) ==
        "params:1:12: error: param 'threshold': expected a number, found 'many'\n"
        " 1 | threshold: many\n"
        "   |            ^\n"
        "params:2:1: error: param 'digit': unknown; did you mean 'digits'?\n"
        " 2 | digit: 3\n"
        "   | ^\n");
  CHECK(config_error([] { static_cast<void>(make<AtLeast>("threshold: [")); }).starts_with("params:1:"));
}

TEST_CASE("The rules of nested params are also checked in a struct made in code") {
  CHECK(make<Draw>({.points = {{.x = 1}, {.x = 2}}}) != nullptr);
  CHECK(config_error([] {
          static_cast<void>(make<Draw>({.points = {{.x = 1}, {.x = 11}}}));
        }) == "error: param 'points.x': '11' is too large; the largest is 10\n");
}

TEST_CASE("A stage whose answer is the same at any number of replicas passes") {
  std::vector<int> items(1000);
  std::iota(items.begin(), items.end(), 0);
  CHECK(same_at_any_replicas<AtLeast>({.threshold = 3}, {1.0, 4.0, 2.0, 8.0}, [](const std::vector<double>& emitted) {
    return std::accumulate(emitted.begin(), emitted.end(), 0.0, [](double sum, double x) { return x < 0 ? sum : sum + x; });
  }));
  const auto sum = [](const std::vector<int>& parts) { return std::accumulate(parts.begin(), parts.end(), 0); };
  CHECK(same_at_any_replicas<Total>({}, items, sum));
  CHECK(same_at_any_replicas<Repeat>({}, {3, 1, 2}, [](std::vector<int> emitted) {
    std::erase(emitted, 0);
    return AnyOrder(emitted);
  }));
}

TEST_CASE("A stage whose answer differs is caught, and the difference is described") {
  const std::vector<int> items = {1, 2, 3, 4};
  const auto numbered = same_at_any_replicas<Numbered>({}, items);
  CHECK_FALSE(numbered);
  CHECK(numbered.difference().find("2 replicas with batches of 1 (seed 1) have another answer than one replica with batches of 1\n"
                                   "  one replica: 4 items: 1, 102, 203, 304\n"
                                   "  the replicas: 4 items: ") == 0);
  const auto first = same_at_any_replicas<FirstOfBatch>({}, items);
  CHECK(first.difference() ==
        "1 replicas with batches of 3 (seed 1) have another answer than one replica with batches of 1\n"
        "  one replica: 4 items: 1, 2, 3, 4\n"
        "  the replicas: 2 items: 1, 4");
  CHECK_FALSE(same_at_any_replicas<Total>({}, items));  // the parts are not merged
  std::ostringstream shown;
  shown << first << '|' << Sameness();
  CHECK(shown.str() == first.difference() + "|the same at any number of replicas");
}

TEST_CASE("A stage that has had enough sees no more items in the test kit, and finishes") {
  struct Two final : weir::Transform<int, int> {
    void process(std::span<int> items, weir::Output<int>& out) override {
      for (const int item : items) out.push(item);
      if (++calls_ == 2) enough();
    }
    void finish(weir::Output<int>& out) override { out.push(-1); }

   private:
    int calls_ = 0;
  };
  const auto some = run(Two(), {1, 2, 3, 4, 5, 6, 7}, {.batch_size = 2});
  CHECK(some.items() == std::vector{1, 2, 3, 4, -1});
  CHECK(some.had_enough);
  const auto all = run(Two(), {1}, {.batch_size = 2});
  CHECK(all.items() == std::vector{1, -1});
  CHECK_FALSE(all.had_enough);
}
