// What can travel as an item: anything that moves.

#include <weir/testing.hpp>
#include <weir/weir.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "authoring/travelled.hpp"
#include "catch.hpp"

using weir::testing::kItems;
using weir::testing::kSum;
using weir::testing::travelled;

namespace {

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

/// Has all that a class can have in the way of a container, but a move.
class alignas(128) Hostile final {
 public:
  explicit Hostile(int number) : number_(number) {}
  Hostile(Hostile&& other) noexcept(false) : number_(other.number_) {}
  Hostile(const Hostile&) = delete;
  Hostile& operator=(Hostile&&) = delete;
  ~Hostile() = default;
  Hostile* operator&() = delete;              // NOLINT(google-runtime-operator)
  const Hostile* operator&() const = delete;  // NOLINT(google-runtime-operator)
  template <class T>
  void operator,(T&&) const = delete;
  template <class T>
  friend void operator,(T&&, const Hostile&) = delete;
  static void* operator new(std::size_t) = delete;
  static void* operator new(std::size_t, void*) = delete;
  static void* operator new[](std::size_t) = delete;
  static void operator delete(void*) = delete;
  static void operator delete[](void*) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_aligned() const { return reinterpret_cast<std::uintptr_t>(this) % alignof(Hostile) == 0; }

 private:
  int number_;
};

class ExpandsHostile final : public weir::Expander<Hostile, Hostile> {
 public:
  void open(Hostile&& item) override { next_ = item.number(); }
  weir::Next produce(weir::Output<Hostile>& out) override {
    out.push(Hostile(next_));
    return weir::Next::done;
  }

 private:
  int next_ = 0;
};

class CountsAny final : public weir::Sink<weir::AnyItem> {
 public:
  explicit CountsAny(int& count) : count_(count) {}
  void consume(std::span<weir::AnyItem> items) override {
    for (const weir::AnyItem& item : items) {
      if (static_cast<const Hostile*>(item.value)->is_aligned()) ++count_;
    }
  }

 private:
  int& count_;
};

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

TEST_CASE("An item whose operators mean something else travels by everything that carries items") {
  CHECK(travelled<Hostile>([](int n) { return Hostile(n); }, [](const Hostile& h) { return h.is_aligned() ? h.number() : -1; }) == kSum);
  int count = 0;
  weir::Pipeline pipeline("hostile");
  const auto opened = pipeline.expander(pipeline.inlet<Hostile>("in"), "opened", [] { return ExpandsHostile(); });
  pipeline.outlet(opened, "out");
  weir::Run run = pipeline.start();
  CHECK(run.inlet<Hostile>("in").push(Hostile(1)));
  CHECK(run.inlet<Hostile>("in").try_push(Hostile(2)) == weir::PushResult::accepted);
  run.inlet<Hostile>("in").close();
  int sum = 0;
  const auto out = run.outlet<Hostile>("out");
  for (auto item = out.begin(); item != out.end(); ++item) sum += item->number();
  CHECK(sum == 3);
  run.wait();
  std::vector<Hostile> items;
  items.emplace_back(7);
  CHECK(weir::testing::run(CountsAny(count), std::move(items)).calls == 1);
  CHECK(count == 1);
  items.clear();
  items.emplace_back(8);
  CHECK(weir::testing::run(ExpandsHostile(), std::move(items)).batches.front().front().number() == 8);
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
