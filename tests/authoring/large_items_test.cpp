// Items that are too large for the stack of a thread: weir itself has none there.

#include <weir/testing.hpp>
#include <weir/weir.hpp>

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace {

// Not by the test framework's checks, which are for one thread.
void must(int result) {
  if (result != 0) throw std::system_error(result, std::generic_category());
}

bool on_stack(const void* place) {
  pthread_attr_t attributes;
  void* begin = nullptr;
  std::size_t size = 0;
  must(pthread_getattr_np(pthread_self(), &attributes));
  must(pthread_attr_getstack(&attributes, &begin, &size));
  must(pthread_attr_destroy(&attributes));
  const auto* byte = static_cast<const char*>(place);
  return byte >= static_cast<char*>(begin) && byte < static_cast<char*>(begin) + size;
}

std::atomic<int> seen_on_stack{0};

/// Notices when it is made on a stack. Its bytes are neither set nor copied, so that a large one costs no time.
template <std::size_t size>
struct Placed {
  explicit Placed(int its_number) : number(its_number) { look(); }
  Placed(const Placed& other) : number(other.number) { look(); }
  Placed(Placed&& other) noexcept : number(std::exchange(other.number, -1)) { look(); }
  Placed& operator=(const Placed&) = delete;
  ~Placed() = default;
  void look() const {
    if (on_stack(this)) ++seen_on_stack;
  }

  int number;
  std::array<char, size> bytes;
};

template <class T>
class PushesThrice final : public weir::Transform<T, T> {
 public:
  void process(std::span<T> items, weir::Output<T>& out) override {
    for (T& item : items) {
      out.push(item);
      out.push_made([&] { return T(item.number); });
      out.push(std::move(item));
    }
  }
};

template <class T>
class Opens final : public weir::Expander<T, T> {
 public:
  void open(T&& item) override { open_ = std::make_unique<T>(std::move(item)); }
  weir::Next produce(weir::Output<T>& out) override {
    out.push(std::move(*open_));
    return weir::Next::done;
  }

 private:
  std::unique_ptr<T> open_;
};

constexpr int kLargeItems = 20;

/// The items through all that a pipeline in code has. Returns the sum of the numbers that arrive.
template <class T>
long large_travelled() {
  std::atomic<long> sum{0};
  weir::Pipeline pipeline("large", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [next = 0]() mutable -> std::optional<T> {
    if (next == kLargeItems) return std::nullopt;
    return std::optional<T>(std::in_place, next++);
  });
  const auto mapped =
      pipeline.map(numbers, "mapped", [](const T& item) { return T(item.number + 1); }, {.replicas = 3, .batch_size = 3, .ordered = true});
  const auto thrice =
      pipeline.transform(mapped, "thrice", [] { return PushesThrice<T>(); }, {.replicas = 2, .batch_size = 2, .queue_depth = 1});
  const auto opened = pipeline.expander(thrice, "opened", [] { return Opens<T>(); });
  const auto filtered = pipeline.filter(opened, "filtered", [](const T& item) { return item.number % 2 == 0; }, {.batch_size = 5});
  const auto add = [&sum](const T& item) { sum += item.number; };
  pipeline.sink(filtered, "one", add, {.batch_size = 1});
  pipeline.sink(filtered, "other", add, {.batch_size = 4});
  pipeline.run();
  return sum;
}

/// From the host and back to it.
template <class T>
long large_from_host() {
  weir::Pipeline pipeline("host", {.workers = 2});
  pipeline.outlet(pipeline.inlet<T>("in"), "out");
  weir::Run run = pipeline.start();
  const auto in = run.inlet<T>("in");
  const auto item = std::make_unique<T>(5);
  CHECK(in.push(*item));
  CHECK(in.push(std::move(*item)));
  in.close();
  const auto out = run.outlet<T>("out");
  long sum = 0;
  for (int i = 0; i < 2; ++i) {
    const std::unique_ptr<std::optional<T>> pulled(new std::optional<T>(out.pull()));
    sum += pulled->value().number;
  }
  run.wait();
  return sum;
}

constexpr long kLargeSum = 2 * 3 * (2 + 4 + 6 + 8 + 10 + 12 + 14 + 16 + 18 + 20);

struct HalfAStack {
  std::array<char, 2 << 20> bytes;
};

}  // namespace

TEST_CASE("No item is on a stack on its way through a pipeline, unless the stage's own code puts it there") {
  seen_on_stack = 0;
  CHECK(large_travelled<Placed<2000>>() == kLargeSum);
  CHECK(large_from_host<Placed<2000>>() == 10);
  CHECK(seen_on_stack == 0);
  const Placed<2000> here(1);
  CHECK(seen_on_stack == 1);
}

TEST_CASE("Functions may take items of half a worker's stack by value") {
  weir::Pipeline pipeline("by_value", {.workers = 2});
  const auto items = pipeline.source("items", [next = char{0}]() mutable -> std::optional<HalfAStack> {
    if (next == 5) return std::nullopt;
    std::optional<HalfAStack> item(std::in_place);
    item->bytes.fill(next++);
    return item;
  });
  const auto mapped = pipeline.map(items, "mapped", [](HalfAStack item) {
    ++item.bytes.back();
    return item;
  });
  int sum = 0;
  pipeline.sink(mapped, "sum", [&sum](HalfAStack item) { sum += item.bytes.front() + item.bytes.back(); });
  pipeline.run();
  CHECK(sum == 0 + 1 + 1 + 2 + 2 + 3 + 3 + 4 + 4 + 5);
}

TEST_CASE("The test kit does not put items on the stack either") {
  seen_on_stack = 0;
  using Item = Placed<2000>;
  std::vector<Item> items;
  items.emplace_back(2);
  items.emplace_back(3);
  const auto out = weir::testing::run(*weir::testing::make<PushesThrice<Item>>(), std::move(items), {.batch_size = 2});
  CHECK(out.items().size() == 6);
  CHECK(seen_on_stack == 0);
}
