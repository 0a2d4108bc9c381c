// Compares `auto` everywhere with the best of a sweep over fixed sizes: `make bench-auto`, or `weir_bench_auto [PART OF A CASE'S NAME]`,
// from the repository root, whose configs are among the cases.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

namespace {

using namespace weir;

using Seconds = std::chrono::duration<double>;

/// The settings given to every stage of a pipeline.
struct Sizes {
  Count batch_size;
  Count queue_depth;
  Count replicas;
};

struct Case {
  std::string name;
  PipelineConfig config;
};

std::string text_of(const Sizes& sizes) {
  return fmt::format("batch {}, depth {}, replicas {}", *sizes.batch_size.number, *sizes.queue_depth.number, *sizes.replicas.number);
}

PipelineConfig with(PipelineConfig config, const Sizes& sizes, const Registry& kinds) {
  for (StageConfig& stage : config.stages) {
    const Kind& kind = kinds.at(*stage.kind);
    if (kind.role == Role::source) continue;
    stage.batch_size = sizes.batch_size;
    stage.queue_depth = sizes.queue_depth;
    if (!kind.info.single_replica) stage.replicas = sizes.replicas;
  }
  return config;
}

/// A pipeline with fixed sizes or `auto`, and how long its runs took.
class Contender {
 public:
  Contender(const Case& of, const Sizes& sizes, const Registry& kinds)
      : sizes_(sizes), config_(with(of.config, sizes, kinds)), kinds_(&kinds) {}

  /// Does several runs when they are short. Returns the time of one.
  double measure() {
    constexpr Seconds kEnough(0.02);
    const auto start = std::chrono::steady_clock::now();
    Seconds passed{};
    std::size_t runs = 0;
    for (; passed < kEnough; passed = std::chrono::steady_clock::now() - start, ++runs) Pipeline(config_, *kinds_).run();
    times_.push_back(passed.count() / static_cast<double>(runs));
    return times_.back();
  }

  [[nodiscard]] const Sizes& sizes() const { return sizes_; }
  [[nodiscard]] double best() const { return *std::min_element(times_.begin(), times_.end()); }
  [[nodiscard]] double median() const {
    std::vector<double> times = times_;
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }
  void forget() { times_.clear(); }

 private:
  Sizes sizes_;
  PipelineConfig config_;
  const Registry* kinds_;
  std::vector<double> times_;
};

std::vector<Contender> grid(const Case& of, const Registry& kinds) {
  std::vector<Contender> contenders;
  for (const std::size_t batch_size : {1, 4, 16, 64, 256, 1024, 4096, 16384}) {
    for (const std::size_t queue_depth : {2, 8, 64}) {
      for (const std::size_t replicas : {std::size_t{1}, std::max<std::size_t>(available_cores(), 2)})
        contenders.emplace_back(of, Sizes{batch_size, queue_depth, replicas}, kinds);
    }
  }
  return contenders;
}

/// The best few of the grid: each is measured once in random order, then those near the best several times more.
std::vector<Contender> best_of_grid(const Case& of, const Registry& kinds) {
  constexpr std::size_t kKept = 4;
  std::vector<Contender> contenders = grid(of, kinds);
  std::mt19937 random(1);
  for (const double margin : {1.5, 1.3, 1.2, 1.2}) {
    std::shuffle(contenders.begin(), contenders.end(), random);
    double best = 1e9;
    for (Contender& contender : contenders) {
      contender.measure();
      best = std::min(best, contender.best());
    }
    std::erase_if(contenders, [=](const Contender& contender) { return contender.best() > margin * best; });
  }
  std::sort(contenders.begin(), contenders.end(), [](const Contender& a, const Contender& b) { return a.best() < b.best(); });
  if (contenders.size() > kKept) contenders.erase(contenders.begin() + kKept, contenders.end());
  return contenders;
}

/// Measures `auto` and the best of the grid again, in turn, and prints a line of the table.
void compare(const Case& of, const Registry& kinds) {
  constexpr int kRounds = 11;
  std::vector<Contender> contenders = best_of_grid(of, kinds);
  for (Contender& contender : contenders) contender.forget();
  Contender by_itself(of, Sizes{}, kinds);
  by_itself.measure();
  by_itself.forget();
  for (int round = 0; round < kRounds; ++round) {
    by_itself.measure();
    for (Contender& contender : contenders) contender.measure();
  }
  const auto best = std::min_element(contenders.begin(), contenders.end(),
                                     [](const Contender& a, const Contender& b) { return a.median() < b.median(); });
  fmt::print("{:<28} {:>9.2f} {:>9.2f}  {:<36} {:>6.0f} %\n", of.name, 1e3 * by_itself.median(), 1e3 * best->median(),
             text_of(best->sizes()), 100 * best->median() / by_itself.median());
  std::fflush(stdout);
}

/// Sends as many items as add up to the given work through stages of these costs.
Case synthetic(const std::string& name, std::vector<std::string_view> costs, std::size_t items) {
  std::string yaml = fmt::format("stages:\n  - {{name: items, kind: synthetic.items, params: {{count: {}}}}}\n", items);
  std::string last = "items";
  for (const std::string_view cost : costs) {
    const std::string next = fmt::format("{}_", last);
    yaml += fmt::format("  - {{name: {}, kind: synthetic.work, inputs: [{}], params: {{cost: {}}}}}\n", next, last, cost);
    last = next;
  }
  yaml += fmt::format("  - {{name: out, kind: synthetic.discard, inputs: [{}]}}\n", last);
  return {name, PipelineConfig::from_string(yaml, name)};
}

/// One of the repository's configs, with its output discarded.
Case shipped(const std::string& name) {
  const std::vector<std::string> overrides = {"out.params.path=/dev/null"};
  const std::string path = fmt::format("configs/{}.yaml", name);
  return {path, PipelineConfig::from_file(path, overrides)};
}

std::vector<Case> cases() {
  return {synthetic("20 ns an item", {"20ns"}, 5'000'000),
          synthetic("200 ns an item", {"200ns"}, 1'000'000),
          synthetic("2 us an item", {"2us"}, 100'000),
          synthetic("20 us an item", {"20us"}, 10'000),
          synthetic("200 us an item", {"200us"}, 1'000),
          synthetic("2 ms an item", {"2ms"}, 100),
          synthetic("20 ms an item", {"20ms"}, 20),
          synthetic("20 ns, 200 ns, 20 ns", {"20ns", "200ns", "20ns"}, 500'000),
          synthetic("20 ns, 20 us, 20 ns, 20 us", {"20ns", "20us", "20ns", "20us"}, 5'000),
          synthetic("2 ms, 20 ns, 20 ns, 2 ms", {"2ms", "20ns", "20ns", "2ms"}, 50),
          shipped("word_count"),
          shipped("diamond"),
          shipped("primes"),
          shipped("ordered"),
          shipped("matmul")};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string_view part = argc > 1 ? argv[1] : "";
    Registry kinds;
    register_stages(kinds);
    fmt::print("{} workers; milliseconds a run, medians; the last column is what auto reaches of the best\n\n", available_cores());
    fmt::print("{:<28} {:>9} {:>9}  {:<36} {:>8}\n", "case", "auto", "best", "which", "reached");
    for (const Case& of : cases()) {
      if (of.name.find(part) != std::string::npos) compare(of, kinds);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "weir_bench_auto: {}\n", error.what());
    return 1;
  }
}
