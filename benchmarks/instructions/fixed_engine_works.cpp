// The work that measures the engine: a hop, and a plan.

#include <fmt/format.h>

#include <cstdint>
#include <memory>

#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "fixed_works.hpp"
#include "streams.hpp"

namespace weir::bench {

namespace {

// Queues of 8: with deeper ones the clock would decide how many batches an activation moves, and so change the count.
PreparedWork hop_of(std::uint64_t batches) {
  const auto sum = std::make_shared<std::uint64_t>(0);
  const auto add_one = [](std::uint64_t number) { return number + 1; };
  const auto pipeline = std::make_shared<Pipeline>(
      PlanBuilder(1)
          .stage("numbers", {}, [batches] { return std::make_unique<Naturals>(batches); })
          .stage("first", {.inputs = {"numbers"}, .replicas = 2, .queue_depth = 8}, mapped(add_one))
          .stage("second", {.inputs = {"first"}, .replicas = 2, .queue_depth = 8}, mapped(add_one))
          .stage("sum", {.inputs = {"second"}, .queue_depth = 8}, for_each<std::uint64_t>([sum](std::uint64_t number) { *sum += number; }))
          .plan());
  return {[pipeline] { pipeline->run(); }, [=] { return *sum == batches * (batches - 1) / 2 + 2 * batches; }};
}

}  // namespace

std::map<std::string, PreparedWork (*)()> fixed_works() {
  return {{"hop", hop},
          {"hop of no batches", hop_of_no_batches},
          {"plan of 1000 stages", plan_of_a_thousand_stages},
          {"primes counted", primes_counted},
          {"primes listed", primes_listed},
          {"decimal lines", decimal_lines},
          {"words, ASCII", words_ascii},
          {"words, not ASCII", words_not_ascii},
          {"products of 8x8", products}};
}

PreparedWork hop() {
  return hop_of(100'000);
}

PreparedWork hop_of_no_batches() {
  return hop_of(0);
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
