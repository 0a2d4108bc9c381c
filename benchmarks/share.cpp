// What share of the workers' time weir itself takes when a batch of 256 items is 10 us of work.

#include "streams.hpp"
#include "suite.hpp"
#include "synthetic/processor_work.hpp"

namespace weir::bench {

namespace {

using namespace std::chrono_literals;
using stages::ProcessorWork;

constexpr std::uint64_t kBatch = 256;
constexpr std::uint64_t kBatches = 20'000;
constexpr double kMost = 0.01;

// Does the work of a batch, whatever its items are.
class BatchWork final : public Transform<std::uint64_t, std::uint64_t> {
 public:
  void process(std::span<std::uint64_t> items, Output<std::uint64_t>& out) override {
    ProcessorWork::burn(steps_);
    for (const std::uint64_t item : items) out.push(item);
  }

 private:
  std::uint64_t steps_ = ProcessorWork::calibrated().steps(10us);
};

double share(std::size_t workers) {
  std::uint64_t seen = 0;
  Pipeline pipeline(PlanBuilder(workers)
                        .stage("numbers", {}, [] { return std::make_unique<Naturals>(kBatch * kBatches); })
                        .stage("work", {.inputs = {"numbers"}, .replicas = workers, .batch_size = kBatch, .queue_depth = 8},
                               [] { return std::make_unique<BatchWork>(); })
                        .stage("end", {.inputs = {"work"}, .batch_size = kBatch, .queue_depth = 8},
                               for_each<std::uint64_t>([&seen](std::uint64_t) { ++seen; }))
                        .plan());
  const RunReport report = pipeline.run();
  if (seen != kBatch * kBatches) throw std::runtime_error("items were lost");
  return static_cast<double>(report.overhead.count()) / (static_cast<double>(report.wall.count()) * static_cast<double>(workers));
}

}  // namespace

void add_share(std::size_t workers) {
  add_figure({"weir's share, batches of 10 us", "worker time", 1, kMost}, Unit::share, "weir", [workers] { return share(workers); });
}

}  // namespace weir::bench
