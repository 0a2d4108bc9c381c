#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>
#include <weir/weir.hpp>

#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace {

class SumOfAll final : public weir::Transform<int, long> {
 public:
  struct Shared {
    std::mutex mutex;
    std::size_t unfinished = 0;  // replicas
    long total = 0;
  };
  explicit SumOfAll(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) { ++shared_->unfinished; }

  void process(std::span<int> items, weir::Output<long>&) override {
    for (const int item : items) own_ += item;
  }
  void finish(weir::Output<long>& out) override {
    const std::lock_guard lock(shared_->mutex);
    shared_->total += own_;
    if (--shared_->unfinished == 0) out.push(shared_->total);  // the last one
  }

 private:
  std::shared_ptr<Shared> shared_;
  long own_ = 0;
};

// The params are those of what is shared.
class Scaled final : public weir::Transform<int, long> {
 public:
  struct Params {
    int by = 1;
  };
  static void describe(weir::Description<Params>& d) { d.param("by", &Params::by, "a factor"); }
  struct Shared {
    explicit Shared(const Params& params) : by(params.by) {}
    const int by;
  };
  explicit Scaled(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  void process(std::span<int> items, weir::Output<long>& out) override {
    for (const int item : items) out.push(static_cast<long>(item) * shared_->by);
  }

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace

TEST_CASE("Replicas that share something have one answer, however the items are dealt") {
  std::vector<int> items(1000);
  std::iota(items.begin(), items.end(), 1);
  CHECK(weir::testing::same_at_any_replicas<SumOfAll>({}, items));
  CHECK(weir::testing::run(*weir::testing::make<SumOfAll>(), items).items() == std::vector<long>{500500});
  CHECK(weir::testing::run(*weir::testing::make<Scaled>("by: 3"), std::vector<int>{1, 2}).items() == std::vector<long>{3, 6});
}

TEST_CASE("What replicas share is made anew for each run, also where runs of one plan overlap") {
  std::mutex mutex;
  std::vector<long> got;
  weir::Registry registry;
  registry.source("numbers.first", [next = 1]() mutable { return next <= 1000 ? std::optional(next++) : std::nullopt; });
  registry.add<SumOfAll>("numbers.total");
  registry.add<Scaled>("numbers.scaled");
  registry.map("numbers.back", [](long x) { return static_cast<int>(x); });
  registry.sink("numbers.keep", [&](long x) {
    const std::lock_guard lock(mutex);
    got.push_back(x);
  });
  const std::string file =
      "workers: 4\n"
      "stages:\n"
      "  - {name: first, kind: numbers.first}\n"
      "  - {name: scaled, kind: numbers.scaled, inputs: [first], replicas: 3, batch_size: 7, params: {by: 2}}\n"
      "  - {name: back, kind: numbers.back, inputs: [scaled]}\n"
      "  - {name: total, kind: numbers.total, inputs: [back], replicas: 5, batch_size: 3}\n"
      "  - {name: keep, kind: numbers.keep, inputs: [total]}\n";
  const weir::Plan plan = weir::make_plan(weir::PipelineConfig::from_string(file), registry);
  for (int time = 0; time < 3; ++time) weir::Pipeline(plan).run();
  std::vector<std::thread> hosts;
  for (int host = 0; host < 3; ++host) hosts.emplace_back([&plan] { weir::Pipeline(plan).run(); });
  for (std::thread& host : hosts) host.join();
  CHECK(got == std::vector<long>(6, 1001000));
}
