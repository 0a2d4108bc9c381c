// The engine's part: a hop, and a plan.

#include <fmt/format.h>

#include <cstdint>
#include <memory>

#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "fixed_works.hpp"
#include "streams.hpp"

namespace weir::bench {

namespace {

constexpr std::uint64_t kBatches = 100'000;

}  // namespace

std::map<std::string, PreparedWork (*)()> fixed_works() {
  return {{"hop", hop},
          {"plan of 1000 stages", plan_of_a_thousand_stages},
          {"primes counted", primes_counted},
          {"primes listed", primes_listed},
          {"decimal lines", decimal_lines},
          {"words, ASCII", words_ascii},
          {"words, not ASCII", words_not_ascii},
          {"products of 8x8", products}};
}

// Queues of 8: deeper ones would let the clock decide how many batches an activation moves, and the count with it.
PreparedWork hop() {
  const auto sum = std::make_shared<std::uint64_t>(0);
  const auto add_one = [](std::uint64_t number) { return number + 1; };
  const auto pipeline = std::make_shared<Pipeline>(
      PlanBuilder(1)
          .stage("numbers", {}, [] { return std::make_unique<Naturals>(kBatches); })
          .stage("first", {.inputs = {"numbers"}, .replicas = 2, .queue_depth = 8}, mapped(add_one))
          .stage("second", {.inputs = {"first"}, .replicas = 2, .queue_depth = 8}, mapped(add_one))
          .stage("sum", {.inputs = {"second"}, .queue_depth = 8}, for_each<std::uint64_t>([sum](std::uint64_t number) { *sum += number; }))
          .plan());
  return {[pipeline] { pipeline->run(); }, [sum] { return *sum == kBatches * (kBatches - 1) / 2 + 2 * kBatches; }};
}

PreparedWork plan_of_a_thousand_stages() {
  constexpr std::size_t kStages = 1000;
  std::string text = "pipeline: chain\nstages:\n  - {name: stage1, kind: synthetic.items, params: {count: 1}}\n";
  for (std::size_t i = 2; i < kStages; ++i)
    text += fmt::format("  - {{name: stage{}, kind: synthetic.work, inputs: [stage{}], params: {{cost: 0s}}}}\n", i, i - 1);
  text += fmt::format("  - {{name: out, kind: synthetic.discard, inputs: [stage{}]}}\n", kStages - 1);
  const auto registry = std::make_shared<Registry>();
  register_stages(*registry);
  const auto edges = std::make_shared<std::size_t>(0);
  return {[=] { *edges = make_plan(PipelineConfig::from_string(text), *registry).edges.size(); },
          [edges] { return *edges == kStages - 1; }};
}

}  // namespace weir::bench
