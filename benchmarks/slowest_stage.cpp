// 10 000 items through three stages of uneven cost, beside the slowest of them alone, with as many replicas. The pipeline can be no faster.

#include "streams.hpp"
#include "suite.hpp"
#include "synthetic/synthetic_work.hpp"

namespace weir::bench {

namespace {

using namespace stages;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::uint64_t kItems = 10'000;
constexpr double kShareOfSpeed = 0.97;  // the pipeline's goal, relative to the slowest stage alone

std::uint64_t pipeline_of(std::size_t workers, const std::vector<nanoseconds>& costs, double jitter) {
  std::uint64_t sum = 0;
  PlanBuilder builder(workers);
  const auto numbered = [](std::uint64_t number) { return SyntheticItem{number}; };
  builder.stage("numbers", {}, [] { return std::make_unique<Naturals>(kItems); });
  builder.stage("items", {.inputs = {"numbers"}}, mapped(numbered));
  std::string last = "items";
  for (const nanoseconds cost : costs) {
    const std::string name = last + "+";
    builder.stage(name, {.inputs = {last}, .queue_depth = 8}, stage<SyntheticWork>(SyntheticWork::Params{.cost = cost, .jitter = jitter}));
    last = name;
  }
  builder.stage("sum", {.inputs = {last}}, for_each<SyntheticItem>([&sum](const SyntheticItem& item) { sum += item.number; }));
  Pipeline(builder.plan()).run();
  return sum;
}

std::uint64_t loop(nanoseconds cost) {
  const ProcessorWork& work = ProcessorWork::calibrated();
  std::uint64_t sum = 0;
  for (std::uint64_t number = 0; number < kItems; ++number) {
    ProcessorWork::burn(work.steps(cost));
    sum += number;
  }
  return sum;
}

struct Stages {
  std::vector<nanoseconds> costs;
  nanoseconds slowest;
  double jitter = 0;
  std::optional<double> goal;
};

void add(const std::string& name, std::size_t workers, const Stages& stages) {
  compare<std::uint64_t>({name, "item", kItems},
                         {{"weir", [=] { return pipeline_of(workers, stages.costs, stages.jitter); }},
                          {"weir, slowest stage alone", [=] { return pipeline_of(workers, {stages.slowest}, stages.jitter); }, stages.goal},
                          {"loop, slowest stage's work alone", [=] { return loop(stages.slowest); }}});
}

}  // namespace

// The last case is all that two cores can do: if the stage of 50 us never waits, neither core does. So it has no goal.
void add_slowest_stage(std::size_t workers) {
  constexpr double kGoal = 1 / kShareOfSpeed;
  add("stages of 10, 50 and 20 us", workers, {{10us, 50us, 20us}, 50us, 0, kGoal});
  add("the same, +-50 % an item", workers, {{10us, 50us, 20us}, 50us, 0.5, kGoal});
  add("stages of 20, 50 and 30 us", workers, {{20us, 50us, 30us}, 50us, 0, std::nullopt});
}

}  // namespace weir::bench
