// weir_bound CASE: runs a pipeline that holds as much as it can, and compares the memory that the process really took with the bound that
// was known before. A process for each, since memory that was freed is not all given back to the system. For that reason, too, large blocks
// are mapped one by one here, and all threads share one heap: otherwise glibc's keeps, for each thread, what was freed last.

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <weir/pipeline.hpp>

using namespace weir;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kBeside = 8 * kMiB;  // threads, code, what the heap keeps

using Text = std::string;

// All of it touched, so that it takes memory.
Text text_of(std::size_t bytes) {
  return Text(bytes, 'x');
}

// So many texts, of the size that `size(i)` returns.
auto texts(std::size_t count, std::function<std::size_t(std::size_t)> size) {
  return [count, size = std::move(size), i = std::size_t{0}]() mutable -> std::optional<Text> {
    if (i == count) return std::nullopt;
    return text_of(size(i++));
  };
}

// Takes each item, but every so many only after a while.
auto slowly(std::size_t every, std::chrono::milliseconds pause) {
  return [every, pause, i = std::size_t{0}](const Text&) mutable {
    if (++i % every == 0) std::this_thread::sleep_for(pause);
  };
}

class Copies final : public Expander<Text, Text> {
 public:
  void open(Text&& item) override {
    item_ = std::move(item);
    left_ = 50;
  }
  Next produce(Output<Text>& out) override {
    for (; left_ > 0; --left_) {
      if (out.full()) return Next::again;
      out.push(item_);
    }
    return Next::done;
  }

 private:
  Text item_;
  std::size_t left_ = 0;
};

// 4 MiB from each call, which are the call's own: `kBeside` has room for them.
class Many final : public Transform<int, std::uint64_t> {
 public:
  void process(std::span<int> items, Output<std::uint64_t>& out) override {
    for (std::size_t i = 0; i < items.size() * kMiB / 2; ++i) out.push(i);
  }
};

// Of short texts, 1.5 MiB from each replica, at its end.
class Short final : public Transform<int, Text> {
 public:
  void process(std::span<int>, Output<Text>&) override {}
  void finish(Output<Text>& out) override {
    for (int i = 0; i < 50'000; ++i) out.push(Text());
  }
};

struct Block {
  std::array<char, 65536> bytes;
};

struct Hostile {
  std::size_t largest;  // bytes of an item
  PipelineOptions options;
  std::function<void(Pipeline&)> build;
};

// NOLINTNEXTLINE(readability-function-size): a table
std::map<std::string, Hostile> hostile_pipelines() {
  const auto memory = [](std::uint64_t mebibytes) { return PipelineOptions{.workers = 4, .memory = Size{mebibytes * kMiB}}; };
  return {
      {"items of one byte",
       {1,
        {.workers = 4},
        [](Pipeline& p) {
          p.sink(p.source("from", [i = 0]() mutable { return i++ < 3'000'000 ? std::optional('x') : std::nullopt; }), "to", [](char) {});
        }}},
      {"huge batches of items of one byte",
       {1,
        {.workers = 4},
        [](Pipeline& p) {
          p.sink(p.source("from", [i = 0]() mutable { return i++ < 40'000'000 ? std::optional('x') : std::nullopt; }), "to", [](char) {},
                 {.batch_size = 17'000'000, .queue_depth = 1, .batch_wait = 1h});
        }}},
      {"one item of 64 MiB",
       {64 * kMiB, memory(16),
        [](Pipeline& p) {
          p.sink(p.source("from", texts(20'000, [](std::size_t i) { return i == 10'000 ? 64 * kMiB : 1'000; })), "to", slowly(1'000, 5ms));
        }}},
      {"a call that makes many batches",
       {8,
        {.workers = 4},
        [](Pipeline& p) {
          const auto from = p.source("from", [i = 0]() mutable { return i < 40 ? std::optional(i++) : std::nullopt; });
          p.sink(p.transform(from, "many", [] { return Many(); }, {.batch_size = 1}), "to", [](std::uint64_t) {},
                 {.batch_size = 10'000, .queue_depth = 64});
        }}},
      {"a burst at the end",
       {sizeof(Text), memory(1),
        [](Pipeline& p) {
          const auto from = p.source("from", [i = 0]() mutable { return i < 4 ? std::optional(i++) : std::nullopt; });
          p.sink(p.transform(from, "short", [] { return Short(); }, {.replicas = 2, .batch_size = 1}), "to", slowly(10'000, 1ms));
        }}},
      {"items of 64 MiB and a slow sink",
       {64 * kMiB, memory(256),
        [](Pipeline& p) { p.sink(p.source("from", texts(20, [](std::size_t) { return 64 * kMiB; })), "to", slowly(1, 60ms)); }}},
      {"items of one byte to 64 MiB",
       {64 * kMiB, memory(128),
        [](Pipeline& p) {
          p.sink(p.source("from", texts(20'000, [](std::size_t i) { return i % 2'000 == 1'999 ? 64 * kMiB : i % 50; })), "to",
                 slowly(2'000, 150ms));
        }}},
      {"three readers, one of them slow",
       {kMiB, memory(64),
        [](Pipeline& p) {
          const auto from = p.source("from", texts(200, [](std::size_t) { return kMiB; }));
          p.sink(from, "fast", slowly(1'000, 0ms));
          p.sink(from, "slow", slowly(1, 5ms));
          p.sink(from, "slower", slowly(1, 8ms));
        }}},
      {"a deep queue of small items",
       {1024, memory(32),
        [](Pipeline& p) {
          p.sink(p.source("from", texts(200'000, [](std::size_t) { return 1000; })), "to", slowly(1'000, 3ms),
                 {.batch_size = 1, .queue_depth = 100'000});
        }}},
      {"two branches that meet",
       {kMiB, memory(48),
        [](Pipeline& p) {
          const auto from = p.source("from", texts(300, [](std::size_t i) { return i % 3 == 0 ? kMiB : 3'000; }));
          const auto a = p.map(from, "a", [](Text item) { return item; }, {.replicas = 2});
          const auto b = p.map(from, "b", [](Text item) { return item + item; });
          p.sink(a + b, "to", slowly(1, 2ms));
        }}},
      {"an ordered stage of eight replicas",
       {4 * kMiB, memory(128),
        [](Pipeline& p) {
          const auto from = p.source("from", texts(100, [](std::size_t) { return 100; }));
          const auto large = [](const Text& item) {
            std::this_thread::sleep_for(std::chrono::milliseconds(item.size() % 7));
            return text_of(4 * kMiB);
          };
          p.sink(p.map(from, "large", large, {.replicas = 8, .ordered = true}), "to", slowly(1, 4ms));
        }}},
      {"an expander of large items",
       {kMiB, memory(32),
        [](Pipeline& p) {
          const auto from = p.source("from", texts(10, [](std::size_t) { return kMiB; }));
          p.sink(p.expander(from, "copies", [] { return Copies(); }, {.replicas = 2}), "to", slowly(1, 1ms));
        }}},
      {"items that hold many small ones",
       {40'000 * 80, memory(64),
        [](Pipeline& p) {
          const auto from = p.source(
              "from", [i = 0]() mutable { return i++ < 60 ? std::optional(std::vector<Text>(40'000, text_of(40))) : std::nullopt; });
          p.sink(from, "to", [](const std::vector<Text>&) { std::this_thread::sleep_for(5ms); });
        }}},
      {"a limit of one stage",
       {kMiB,
        {.workers = 4},
        [](Pipeline& p) {
          const auto from = p.source("from", texts(100, [](std::size_t) { return kMiB; }));
          p.sink(from, "to", slowly(1, 5ms), {.batch_size = 1, .queue_depth = 1'000, .memory = Size{16 * kMiB}});
        }}},
      {"large items of one size, without a limit",
       {sizeof(Block),
        {.workers = 4},
        [](Pipeline& p) {
          const auto from = p.source("from", [i = 0]() mutable -> std::optional<Block> {
            if (i++ == 2'000) return std::nullopt;
            Block block;
            std::memset(block.bytes.data(), i, block.bytes.size());
            return block;
          });
          p.sink(from, "to", [](const Block&) { std::this_thread::sleep_for(200us); }, {.queue_depth = 32});
        }}},
      {"rejects of large items",
       {2 * kMiB, memory(64),
        [](Pipeline& p) {
          const auto from = p.source("from", texts(200, [](std::size_t) { return kMiB; }));
          const auto odd = [i = 0](Text item) mutable {
            if (++i % 2 == 0) throw std::runtime_error(std::string(1000, 'y'));
            return item;
          };
          const auto stage = p.map(from, "stage", odd, {.replicas = 2});
          p.sink(stage, "to", slowly(1, 2ms));
          p.sink(p.output<Rejected<Text>>("stage.rejected"), "rejected", [](const Rejected<Text>&) { std::this_thread::sleep_for(3ms); });
        }}},
  };
}

// A line of /proc/self/status, in bytes.
std::size_t status(const std::string& key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key + ':', 0) == 0) return std::stoull(line.substr(key.size() + 1)) * 1024;
  }
  return 0;
}

void forget_peak() {
  std::ofstream("/proc/self/clear_refs") << 5;  // Linux: the largest resident size is from now on
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, Hostile> all = hostile_pipelines();
  const auto found = argc == 2 ? all.find(argv[1]) : all.end();
  if (found == all.end()) {
    for (const auto& [name, hostile] : all) fmt::print("{}\n", name);
    return 2;
  }
  mallopt(M_MMAP_THRESHOLD, 65'536);
  mallopt(M_ARENA_MAX, 1);
  const Hostile& hostile = found->second;
  Pipeline pipeline("hostile", hostile.options);
  hostile.build(pipeline);
  const Bound bound = pipeline.plan().bound();
  if (!bound.bytes) return fmt::print("the bound is not known in bytes\n"), 1;
  const std::size_t most = *bound.bytes + bound.large_items * (hostile.largest - std::min(hostile.largest, bound.item_bytes)) + bound.held;
  forget_peak();
  const std::size_t before = status("VmRSS");
  const RunReport report = pipeline.run();
  const std::size_t taken = status("VmHWM") - before;
  fmt::print("{} items: at most {:.1f} MiB, taken {:.1f} MiB, of it in queues {:.1f} MiB\n", report.items, static_cast<double>(most) / kMiB,
             static_cast<double>(taken) / kMiB, static_cast<double>(report.peak_queued_bytes.value_or(0)) / kMiB);
  return report.finished && taken <= most + kBeside ? 0 : 1;
}
