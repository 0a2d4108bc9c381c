#include <weir/weir.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace {

/// Runs the stages written in YAML.
weir::RunReport run(const weir::Registry& registry, const std::string& stages) {
  return weir::Pipeline(weir::PipelineConfig::from_string("workers: 2\nstages:\n" + stages), registry).run();
}

/// Numbers from 1 to `last`.
auto up_to(int last) {
  return [last, next = 1]() mutable { return next <= last ? std::optional(next++) : std::nullopt; };
}

double half(double x) noexcept {
  return x / 2;
}

}  // namespace

TEST_CASE("A pipeline of one-liners runs, and a second run starts fresh") {
  std::mutex mutex;
  std::vector<int> got;
  weir::Registry registry;
  registry.source("numbers.first", up_to(10), "Counts from 1 to 10.");
  registry.map("numbers.square", [](int x) { return x * x; });
  registry.filter("numbers.even", [](int x) { return x % 2 == 0; });
  registry.sink("numbers.keep", [&](int x) {
    const std::scoped_lock lock(mutex);
    got.push_back(x);
  });
  const std::string stages =
      "  - {name: a, kind: numbers.first}\n"
      "  - {name: b, kind: numbers.square, inputs: [a], replicas: 2, ordered: true, batch_size: 3}\n"
      "  - {name: c, kind: numbers.even, inputs: [b]}\n"
      "  - {name: d, kind: numbers.keep, inputs: [c]}\n";
  for (int time = 0; time < 2; ++time) {
    got.clear();
    CHECK(run(registry, stages).finished);
    CHECK(got == std::vector{4, 16, 36, 64, 100});
  }
}

TEST_CASE("A one-liner has a role, item types and a summary, and takes no params") {
  weir::Registry registry;
  registry.source("a.source", up_to(1), "One.");
  registry.map(
      "a.map", [](const std::string& s) { return s.size(); }, "Lengths.");
  registry.filter(
      "a.filter", [](const std::string& s) { return s.empty(); }, "Empty ones.");
  registry.sink(
      "a.sink", [](std::string) {}, "Takes them.");
  CHECK(registry.find("a.source")->role == weir::Role::source);
  CHECK(registry.find("a.source")->out->name == "i32");
  CHECK(registry.find("a.map")->in->name == "string");
  CHECK(registry.find("a.map")->out->name == "u64");
  CHECK(registry.find("a.filter")->role == weir::Role::transform);
  CHECK(registry.find("a.filter")->out == registry.find("a.filter")->in);
  CHECK(registry.find("a.sink")->role == weir::Role::sink);
  CHECK(registry.find("a.sink")->info.summary == "Takes them.");
  weir::Value params;
  params["x"] = weir::Value("1");
  std::vector<weir::Diagnostic> errors;
  CHECK(registry.find("a.map")->bind(params, errors).empty());
  CHECK(errors.at(0).message() == "param 'x': unknown; the kind takes no params");
}

TEST_CASE("Lambdas, pointers to functions and std::function all serve as functions") {
  weir::Registry registry;
  registry.map("a.function", half);
  registry.map("a.pointer", &half);
  registry.map("a.object", std::function<std::string(const double&)>([](const double& x) { return std::to_string(x); }));
  registry.map("a.bound", std::function<double(double)>(half));
  CHECK(registry.find("a.function")->in->name == "f64");
  CHECK(registry.find("a.object")->out->name == "string");
}

TEST_CASE("Items that only move go through every one-liner, however the function takes them") {
  using Item = std::unique_ptr<int>;
  std::atomic<int> sum = 0;
  weir::Registry registry;
  registry.source("a.source", [next = 1]() mutable -> std::optional<Item> {
    return next <= 100 ? std::optional(std::make_unique<int>(next++)) : std::nullopt;
  });
  registry.map("a.value", [](Item item) { return std::make_unique<int>(*item + 1); });
  registry.map("a.moved", [](Item&& item) { return std::move(item); });
  registry.map("a.seen", [](const Item& item) { return std::make_unique<int>(*item); });
  registry.map("a.changed", [](Item& item) { return std::move(item); });
  registry.filter("a.odd", [](const Item& item) { return *item % 2 == 1; });
  registry.sink("a.sink", [&](Item item) { sum += *item; });
  CHECK_FALSE(registry.find("a.odd")->in->copyable);
  const auto report = run(registry,
                          "  - {name: a, kind: a.source}\n"
                          "  - {name: b, kind: a.value, inputs: [a], replicas: 3}\n"
                          "  - {name: c, kind: a.moved, inputs: [b]}\n"
                          "  - {name: d, kind: a.seen, inputs: [c]}\n"
                          "  - {name: e, kind: a.changed, inputs: [d]}\n"
                          "  - {name: f, kind: a.odd, inputs: [e], replicas: 2}\n"
                          "  - {name: g, kind: a.sink, inputs: [f], replicas: 2}\n");
  CHECK(report.items == 50);
  CHECK(sum == 50 * (3 + 101) / 2);
}

TEST_CASE("Every replica has its own copy of a function that keeps state") {
  std::mutex mutex;
  std::vector<int> last;  // how many items each replica has seen
  weir::Registry registry;
  registry.source("a.source", up_to(1000));
  registry.map("a.count", [seen = 0](int) mutable { return ++seen; });
  registry.sink("a.sink", [&](int seen) {
    const std::scoped_lock lock(mutex);
    last.push_back(seen);
  });
  run(registry,
      "  - {name: a, kind: a.source}\n"
      "  - {name: b, kind: a.count, inputs: [a], replicas: 4, batch_size: 10}\n"
      "  - {name: c, kind: a.sink, inputs: [b]}\n");
  // Each replica counts from 1 without a gap, so as many counts are 1 as replicas worked.
  std::vector<int> times(1002, 0);
  for (const int seen : last) ++times[static_cast<std::size_t>(seen)];
  CHECK(std::accumulate(times.begin(), times.end(), 0) == 1000);
  CHECK(times[1] >= 1);
  CHECK(times[1] <= 4);
  CHECK(std::is_sorted(times.rbegin(), times.rend() - 1));
}

TEST_CASE("A copy of a registry is independent of the original") {
  weir::Registry registry;
  registry.map("a.half", half);
  const weir::Kind* kind = registry.find("a.half");
  weir::Registry copy = registry;
  copy.map("a.other", half);
  CHECK(copy.kinds().size() == 2);
  CHECK(registry.kinds().size() == 1);
  CHECK(registry.find("a.half") == kind);
  CHECK(copy.find("a.half") != kind);
}

TEST_CASE("Functions may return constants, references, and optionals of optionals") {
  std::vector<std::string> got;
  weir::Pipeline pipeline("results", {.workers = 1});
  std::optional<int> held = 3;
  int calls = 0;
  const auto held_thrice = [&]() -> const std::optional<int>& {
    if (++calls > 3) held.reset();
    return held;
  };
  const auto threes = pipeline.source("threes", held_thrice);
  const auto texts = pipeline.map(threes, "texts", [](volatile int& x) -> const std::string { return std::to_string(x); });
  const auto copies = pipeline.map(texts, "copies", [](const std::string& text) -> const std::string& { return text; });
  const auto moved = pipeline.map(copies, "moved", [](std::string& text) -> std::string&& { return std::move(text); });
  const auto nested =
      pipeline.map(moved, "nested", [](const std::string& text) { return std::optional<std::optional<std::string>>(text); });
  pipeline.sink(nested, "keep", [&](const std::optional<std::optional<std::string>>& text) { got.push_back(text->value()); });
  pipeline.run();
  CHECK(got == std::vector<std::string>{"3", "3", "3"});
}

TEST_CASE("A source of optionals ends at the outer nullopt only") {
  std::vector<bool> got;
  weir::Pipeline pipeline("optionals", {.workers = 1});
  const auto maybe = pipeline.source("maybe", [next = 0]() mutable -> const std::optional<std::optional<bool>> {
    if (next == 4) return std::nullopt;
    return next++ % 2 == 0 ? std::optional<bool>(true) : std::optional<bool>();
  });
  pipeline.sink(maybe, "keep", [&](std::optional<bool> item) { got.push_back(item.has_value()); });
  pipeline.run();
  CHECK(got == std::vector<bool>{true, false, true, false});
}
