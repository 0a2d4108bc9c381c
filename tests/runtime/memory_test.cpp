// `memory`: what items weigh, when a batch is complete by its bytes, and what queues hold then.

#include <weir/pipeline.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace weir;
using namespace std::chrono_literals;

namespace {

/// Says what it weighs.
struct Image {
  std::size_t pixels = 0;
};
std::size_t footprint(const Image& image) noexcept {
  return sizeof image + image.pixels;
}

/// Does not.
struct Opaque {
  std::map<int, int> inside;
};

auto texts_of(std::size_t bytes, int count) {
  return [bytes, count, i = 0]() mutable { return i++ < count ? std::optional(std::string(bytes, 'x')) : std::nullopt; };
}

}  // namespace

TEST_CASE("An item weighs what it is and what it owns") {
  CHECK(footprint_of(7) == sizeof(int));
  CHECK(footprint_of(std::string("short")) == sizeof(std::string));
  CHECK(footprint_of(std::string(1000, 'x')) == sizeof(std::string) + heap_block(1001));
  std::vector<std::uint64_t> numbers;
  numbers.reserve(10);
  CHECK(footprint_of(numbers) == sizeof numbers + heap_block(80));
  const std::vector<std::string> texts(3, std::string(100, 'x'));
  CHECK(footprint_of(texts) == sizeof texts + heap_block(3 * sizeof(std::string)) + 3 * heap_block(101));
  CHECK(footprint_of(std::pair(1, std::string(100, 'x'))) == sizeof(std::pair<int, std::string>) + heap_block(101));
  CHECK(footprint_of(std::tuple(std::optional(std::string(100, 'x')))) == sizeof(std::string) + 8 + heap_block(101));
  CHECK(footprint_of(std::variant<int, std::string>(5)) == sizeof(std::variant<int, std::string>));
  CHECK(footprint_of(std::make_unique<std::string>(100, 'x')) == sizeof(void*) + heap_block(sizeof(std::string)) + heap_block(101));
  CHECK(footprint_of(Image{500}) == sizeof(Image) + 500);
  CHECK(footprint_of(std::vector<Image>{{500}, {20}}) == sizeof(std::vector<Image>) + heap_block(2 * sizeof(Image)) + 520);
  CHECK(footprint_of(Rejected<Image>{{500}, std::string(100, 'x'), "", "", 0, 1}) == sizeof(Rejected<Image>) + 500 + heap_block(101));
}

TEST_CASE("A block of the heap is as large as glibc makes it") {
  CHECK(heap_block(0) == 0);
  CHECK(heap_block(1) == 32);
  CHECK(heap_block(24) == 32);
  CHECK(heap_block(25) == 48);
  CHECK(heap_block(1'000'000) == 1'000'016);
}

TEST_CASE("An item type says whether its items weigh the same, tell their weight, or may own anything") {
  CHECK(item_type<double>().footprint == Footprint::fixed);
  CHECK(item_type<std::pair<int, char>>().footprint == Footprint::fixed);
  CHECK(item_type<std::string>().footprint == Footprint::told);
  CHECK(item_type<Image>().footprint == Footprint::told);
  CHECK(item_type<Rejected<Image>>().footprint == Footprint::told);
  CHECK(item_type<Opaque>().footprint == Footprint::unknown);
  CHECK(item_type<Rejected<Opaque>>().footprint == Footprint::unknown);
  CHECK(item_type<std::vector<Opaque>>().footprint == Footprint::unknown);
}

TEST_CASE("A limit is refused where nobody knows what an item owns") {
  const auto opaque = [] { return std::optional<Opaque>(); };
  Pipeline whole("memory", {.memory = Size{1000}});
  whole.sink(whole.source("from", opaque), "to", [](const Opaque&) {});
  CHECK_THROWS_WITH(whole.plan(), Catch::Contains("key 'memory': it is not known what an item of 'from' holds") &&
                                      Catch::Contains("add 'std::size_t footprint(const T&) noexcept' beside the type"));
  Pipeline stage("memory");
  stage.sink(stage.source("from", opaque), "to", [](const Opaque&) {}, {.memory = Size{1000}});
  CHECK_THROWS_WITH(stage.plan(), Catch::Contains("stage 'to': key 'memory': it is not known what an item of 'from' holds"));
}

TEST_CASE("A batch is complete when it holds enough, however few its items") {
  Pipeline pipeline("memory", {.memory = Size{1'000'000}});
  std::vector<std::size_t> batches;
  class Sizes final : public Sink<std::string> {
   public:
    explicit Sizes(std::vector<std::size_t>& sizes) : sizes_(sizes) {}
    void consume(std::span<std::string> items) override { sizes_.push_back(items.size()); }

   private:
    std::vector<std::size_t>& sizes_;
  };
  pipeline.sink(pipeline.source("from", texts_of(5'000, 500)), "to", [&] { return Sizes(batches); },
                {.batch_size = 100, .queue_depth = 4, .batch_wait = 1h});
  const std::size_t bytes = pipeline.plan().edges[0].batch_bytes.value();
  pipeline.run();
  std::size_t all = 0;
  for (const std::size_t size : batches) all += size;
  CHECK(all == 500);
  const std::size_t most = *std::max_element(batches.begin(), batches.end());
  CHECK(most > 1);
  CHECK(most <= bytes / 5'000 + 1);
}

TEST_CASE("Items of one size are limited by their number") {
  Pipeline pipeline("memory", {.memory = Size{1 << 20}});
  pipeline.sink(pipeline.source("from", [] { return std::optional<std::array<char, 1000>>(); }), "to", [](std::array<char, 1000>&&) {});
  const PlannedEdge& edge = pipeline.plan().edges[0];
  CHECK(edge.batch_size * 1000 <= edge.batch_bytes.value());
  CHECK(edge.batch_size * 2000 > edge.batch_bytes.value());
}

TEST_CASE("A queue holds little more than its limit, and everything comes through, also where less than one item fits") {
  const std::size_t workers = GENERATE(1, 2, 8, 32);
  const std::uint64_t limit = GENERATE(1, 50'000, 1'000'000);
  INFO("workers " << workers << ", limit " << limit);
  Pipeline pipeline("memory", {.workers = workers, .memory = Size{limit}});
  const auto from = pipeline.source("from", texts_of(10'000, 400));
  const auto a = pipeline.map(from, "a", [](const std::string& text) { return text + text; }, {.replicas = 3});
  const auto b = pipeline.map(from, "b", [](std::string text) { return text; }, {.replicas = 2, .ordered = true});
  std::size_t bytes = 0;
  pipeline.sink(a + b, "to", [&bytes](const std::string& text) { bytes += text.size(); });
  const RunReport report = pipeline.run();
  CHECK(bytes == std::size_t{400} * 30'000);
  REQUIRE(report.peak_queued_bytes);
  CHECK(*report.peak_queued_bytes > 0);
  CHECK(*report.peak_queued_bytes <= pipeline.plan().bound().bytes.value() + pipeline.plan().bound().large_items * 20'000);
  for (const EdgeReport& edge : report.edges) CHECK(edge.peak_bytes.value() > 0);
}

TEST_CASE("A queue that is limited by its stage holds no more, and others are not weighed") {
  Pipeline pipeline("memory", {.workers = 2});
  const auto from = pipeline.source("from", texts_of(10'000, 300));
  pipeline.sink(from, "slow", [](const std::string&) { std::this_thread::sleep_for(200us); },
                {.batch_size = 1, .queue_depth = 1'000, .memory = Size{100'000}});
  pipeline.sink(from, "other", [](const std::string&) {});
  const RunReport report = pipeline.run();
  CHECK(report.edges[0].peak_bytes.value() <= 100'000 + 3 * (10'000 + sizeof(std::string) + 1'100));
  CHECK_FALSE(report.edges[1].peak_bytes);
  CHECK(report.peak_queued_bytes == report.edges[0].peak_bytes);
}

TEST_CASE("Without a limit nothing is weighed, and the bound in bytes is known where items have one size") {
  Pipeline known("memory");
  known.sink(known.source("from", [] { return std::optional<std::uint64_t>(); }), "to", [](std::uint64_t) {},
             {.batch_size = 16, .queue_depth = 4});
  const Bound bound = known.plan().bound();
  REQUIRE(bound.bytes);
  CHECK(*bound.bytes >= bound.items * sizeof(std::uint64_t));
  constexpr std::size_t kOldRoom = 8 * sizeof(std::uint64_t);  // of the batch that the source fills, while it grows
  CHECK(*bound.bytes <= bound.items * sizeof(std::uint64_t) + kOldRoom + bound.batches * 256);
  CHECK_FALSE(known.run().peak_queued_bytes);

  Pipeline unknown("memory");
  unknown.sink(unknown.source("from", texts_of(10, 3)), "to", [](const std::string&) {});
  CHECK_FALSE(unknown.plan().bound().bytes);
  CHECK(unknown.plan().bound().unknown == std::vector<std::size_t>{0});
}

TEST_CASE("Large items travel in small batches where their number is left to weir") {
  struct Large {
    std::array<char, 300'000> bytes;
  };
  Pipeline pipeline("memory");
  pipeline.sink(pipeline.source("from", [] { return std::optional<Large>(); }), "to", [](const Large&) {});
  CHECK(pipeline.plan().edges[0].batch_size == 3);
}

TEST_CASE("What a failed call has pushed is taken back from what is weighed, too") {
  Pipeline pipeline("memory", {.memory = Size{30'000}});
  const auto from = pipeline.source("from", [i = 0]() mutable { return i < 200 ? std::optional(i++) : std::nullopt; });
  class Pushes final : public Transform<int, std::string> {
   public:
    void process(std::span<int> items, Output<std::string>& out) override {
      for (const int item : items) {
        out.push(std::string(3'000, 'x'));
        if (item % 5 == 0) throw std::runtime_error("five");
      }
    }
  };
  const auto stage =
      pipeline.transform(from, "stage", [] { return Pushes(); }, {.batch_size = 1, .on_error = {.then = OnError::Then::skip}});
  std::size_t count = 0;
  pipeline.sink(stage, "to", [&count](const std::string&) { ++count; });
  const RunReport report = pipeline.run();
  CHECK(count == 160);
  CHECK(report.balance.wrong.empty());
  CHECK(report.balance.skipped == 40);
}
