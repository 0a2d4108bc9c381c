// What can travel as an item: anything that moves.

#include <weir/weir.hpp>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace {

constexpr int kItems = 1000;

/// Sends `make(0)` to `make(999)` through a pipeline that has other batches at every stage and, when the items can be copied, forks.
/// Returns the sum of `number` over all that arrive, which must be that of 0 to 999.
template <class T>
long travelled(T (*make)(int), int (*number)(const T&), bool fork = false) {
  std::mutex mutex;
  long sum = 0;
  weir::Registry registry;
  registry.source("a.source", [=, next = 0]() mutable -> std::optional<T> {
    if (next == kItems) return std::nullopt;
    return make(next++);
  });
  registry.map("a.map", [](T item) { return item; });
  registry.sink("a.sink", [&](const T& item) {
    const std::scoped_lock lock(mutex);
    sum += number(item);
  });
  std::string yaml =
      "workers: 2\n"
      "stages:\n"
      "  - {name: a, kind: a.source}\n"
      "  - {name: b, kind: a.map, inputs: [a], batch_size: 100, replicas: 2}\n"
      "  - {name: c, kind: a.map, inputs: [b], batch_size: 7, queue_depth: 2}\n"
      "  - {name: d, kind: a.sink, inputs: [c], batch_size: 3, queue_depth: 1}\n";
  if (fork) yaml += "  - {name: e, kind: a.sink, inputs: [b], batch_size: 5}\n";
  CHECK(weir::Pipeline(weir::PipelineConfig::from_string(yaml), registry).run().finished);
  return sum;
}

constexpr long kSum = kItems * (kItems - 1) / 2;

struct Aggregate {
  int number;
  std::string text;
};

struct MoveOnly {
  std::unique_ptr<int> number;
};

class NoDefault {
 public:
  explicit NoDefault(int number) : number_(number) {}
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

struct Constant {
  const int number;
  const std::string text;
};

int referred[kItems];
struct Referring {
  int& number;
};

struct alignas(128) Aligned {
  int number;
};

struct ThrowingMove {
  explicit ThrowingMove(int n) : number(n), text(std::to_string(n)) {}
  ThrowingMove(ThrowingMove&& other) noexcept(false) : number(other.number), text(std::move(other.text)) {
    if (number < 0) throw std::runtime_error("this one does not move");
  }
  int number;
  std::string text;
};

enum class Colour { red, green };

}  // namespace

TEST_CASE("A plain aggregate travels with no boilerplate, and forks") {
  const auto make = +[](int n) { return Aggregate{n, std::to_string(n)}; };
  const auto number = +[](const Aggregate& a) { return a.text == std::to_string(a.number) ? a.number : -1; };
  CHECK(travelled<Aggregate>(make, number) == kSum);
  CHECK(travelled<Aggregate>(make, number, true) == 2 * kSum);
  CHECK(weir::item_type<Aggregate>().name == "Aggregate");
  CHECK(weir::item_type<Aggregate>().columns.empty());
}

TEST_CASE("Items that only move travel") {
  CHECK(travelled<std::unique_ptr<int>>([](int n) { return std::make_unique<int>(n); }, [](const auto& p) { return *p; }) == kSum);
  CHECK(travelled<MoveOnly>([](int n) { return MoveOnly{std::make_unique<int>(n)}; }, [](const auto& m) { return *m.number; }) == kSum);
  CHECK_FALSE(weir::item_type<MoveOnly>().copyable);
}

TEST_CASE("A container of items that cannot be copied travels, and is known not to be copyable") {
  using Frames = std::vector<std::unique_ptr<int>>;
  const auto make = +[](int n) {
    Frames frames;
    frames.push_back(std::make_unique<int>(n));
    return frames;
  };
  CHECK(travelled<Frames>(make, [](const Frames& f) { return *f.front(); }) == kSum);
  CHECK_FALSE(weir::item_type<Frames>().copyable);
  CHECK_FALSE(weir::item_type<std::vector<Frames>>().copyable);
  CHECK_FALSE(weir::item_type<std::map<int, MoveOnly>>().copyable);
  CHECK(weir::item_type<std::vector<std::string>>().copyable);
}

TEST_CASE("Items that have no default or cannot be assigned, with const members or references, travel") {
  CHECK(travelled<NoDefault>([](int n) { return NoDefault(n); }, [](const auto& x) { return x.number(); }) == kSum);
  CHECK(travelled<Constant>([](int n) { return Constant{n, "text"}; }, [](const auto& x) { return x.number; }, true) == 2 * kSum);
  for (int i = 0; i < kItems; ++i) referred[i] = i;
  CHECK(travelled<Referring>([](int n) { return Referring{referred[n]}; }, [](const auto& x) { return x.number; }) == kSum);
}

TEST_CASE("Over-aligned items are placed at aligned addresses") {
  const auto number = +[](const Aligned& x) { return reinterpret_cast<std::uintptr_t>(&x) % 128 == 0 ? x.number : -1; };
  CHECK(travelled<Aligned>([](int n) { return Aligned{n}; }, number, true) == 2 * kSum);
}

TEST_CASE("bool, enums, C strings and the types of the standard library travel") {
  CHECK(travelled<bool>([](int n) { return n % 2 == 0; }, [](const bool& b) { return b ? 1 : 0; }, true) == kItems);
  CHECK(travelled<Colour>([](int n) { return n % 4 == 0 ? Colour::red : Colour::green; },
                          [](const Colour& c) { return c == Colour::red ? 1 : 0; }) == kItems / 4);
  CHECK(travelled<const char*>([](int) { return "five5"; }, [](const auto& s) { return static_cast<int>(std::string_view(s).size()); }) ==
        5 * kItems);
  CHECK(travelled<std::vector<int>>([](int n) { return std::vector{n, n}; }, [](const auto& v) { return v[1]; }, true) == 2 * kSum);
  CHECK(travelled<std::pair<int, std::string>>(
            [](int n) {
              return std::pair{n, std::string("x")};
            },
            [](const auto& p) { return p.first; }) == kSum);
  CHECK(travelled<std::optional<int>>([](int n) { return std::optional(n); }, [](const auto& o) { return *o; }) == kSum);
  CHECK(travelled<std::array<int, 2>>([](int n) { return std::array{0, n}; }, [](const auto& a) { return a[1]; }) == kSum);
  CHECK(weir::item_type<std::pair<std::string, Colour>>().name == "std::pair<std::string, Colour>");
  CHECK(weir::item_type<std::string_view>().name == "string_view");
}

TEST_CASE("An item whose move throws ends the run with that exception, and nothing is lost before it") {
  CHECK(travelled<ThrowingMove>([](int n) { return ThrowingMove(n); }, [](const auto& x) { return std::stoi(x.text); }) == kSum);
  weir::Registry registry;
  registry.source("a.source", [next = 3]() mutable { return std::optional<int>(next--); });
  registry.map("a.map", [](int n) { return ThrowingMove(n); });
  registry.sink("a.sink", [](const ThrowingMove&) {});
  weir::Pipeline pipeline(weir::PipelineConfig::from_string("stages:\n"
                                                            "  - {name: a, kind: a.source}\n"
                                                            "  - {name: b, kind: a.map, inputs: [a]}\n"
                                                            "  - {name: c, kind: a.sink, inputs: [b]}\n"),
                          registry);
  CHECK_THROWS_WITH(pipeline.run(), "stage 'b', replica 0: this one does not move");
}
