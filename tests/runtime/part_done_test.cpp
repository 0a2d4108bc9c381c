#include "runtime/part_done.hpp"

#include <limits>

#include "catch.hpp"
#include "plan_builder.hpp"

using weir::Plan;
using weir::RunReport;
using weir::runtime::part_done;
using weir::testing::each;
using weir::testing::numbers;
using weir::testing::pass;
using weir::testing::PlanBuilder;

namespace {

auto into() {
  return each([](std::span<int>) {});
}

struct Counts {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
};

RunReport report_of(std::initializer_list<Counts> stages) {
  RunReport report;
  for (const auto& [in, out] : stages) {
    auto& stage = report.stages.emplace_back();
    stage.items_in = in;
    stage.items_out = out;
  }
  return report;
}

Plan line() {
  return PlanBuilder()
      .stage("from", {}, numbers(8))
      .stage("work", {.inputs = {"from"}}, pass())
      .stage("into", {.inputs = {"work"}}, into())
      .plan();
}

}  // namespace

TEST_CASE("A source that is at its end has done nothing when no item has gone through") {
  CHECK(part_done(line(), report_of({{0, 8}, {0, 0}, {0, 0}}), {1.0, {}, {}}) == 0);
}

TEST_CASE("What has gone through every stage is done") {
  CHECK(part_done(line(), report_of({{0, 8}, {4, 4}, {4, 0}}), {1.0, {}, {}}) == 0.5);
  CHECK(part_done(line(), report_of({{0, 8}, {4, 4}, {2, 0}}), {1.0, {}, {}}) == 0.25);
  CHECK(part_done(line(), report_of({{0, 4}, {4, 4}, {4, 0}}), {0.5, {}, {}}) == 0.5);
}

TEST_CASE("A stage that lets nothing through does not hold the part back") {
  CHECK(part_done(line(), report_of({{0, 8}, {6, 0}, {0, 0}}), {1.0, {}, {}}) == 0.75);
}

TEST_CASE("The part is below one until the run is over") {
  RunReport report = report_of({{0, 8}, {8, 8}, {8, 0}});
  CHECK(part_done(line(), report, {1.0, {}, {}}) == 0.99);
  report.finished = true;
  CHECK(part_done(line(), report, {1.0, {}, {}}) == 1);
}

TEST_CASE("A run that was drained early has done the part that its source had come to") {
  RunReport report = report_of({{0, 2}, {2, 2}, {2, 0}});
  report.finished = true;
  CHECK(part_done(line(), report, {0.25, {}, {}}) == 0.25);
}

TEST_CASE("Counts that are not of one moment do not make a part above what the source says") {
  CHECK(part_done(line(), report_of({{0, 4}, {5, 5}, {6, 0}}), {0.5, {}, {}}) == 0.5);
}

TEST_CASE("Nothing is told when no source knows, and the least counts where several ways lead out") {
  CHECK_FALSE(part_done(line(), report_of({{0, 8}, {8, 8}, {8, 0}}), {{}, {}, {}}));
  const Plan plan = PlanBuilder()
                        .stage("a", {}, numbers(8))
                        .stage("b", {}, numbers(8))
                        .stage("both", {.inputs = {"a", "b"}}, into())
                        .stage("one", {.inputs = {"a"}}, into())
                        .plan();
  CHECK(part_done(plan, report_of({{0, 8}, {0, 8}, {16, 0}, {2, 0}}), {1.0, {}, {}, {}}) == 0.25);
  CHECK(part_done(plan, report_of({{0, 8}, {0, 8}, {4, 0}, {8, 0}}), {1.0, {}, {}, {}}) == 0.25);
}

TEST_CASE("A source whose progress is not a number does not know its whole") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(part_done(line(), report_of({{0, 4}, {4, 4}, {2, 0}}), {none, {}, {}}));
}

TEST_CASE("A stage that takes no more holds the part back no longer") {
  const Plan plan =
      PlanBuilder().stage("from", {}, numbers(8)).stage("a", {.inputs = {"from"}}, into()).stage("b", {.inputs = {"from"}}, into()).plan();
  RunReport report = report_of({{0, 8}, {2, 0}, {4, 0}});
  CHECK(part_done(plan, report, {1.0, {}, {}}) == 0.25);
  report.stages[1].had_enough = true;
  CHECK(part_done(plan, report, {1.0, {}, {}}) == 0.5);
  report.stages[1].had_enough = false;
  report.stages[1].output_closed = true;
  CHECK(part_done(plan, report, {1.0, {}, {}}) == 0.5);
}

TEST_CASE("What has gone through a stage is a part of what came by the outputs that it reads") {
  Plan plan = line();
  plan.stages[1].named_outputs = {{"other", plan.stages[1].out}};
  plan.edges[1].output = 1;
  RunReport report = report_of({{0, 8}, {8, 100}, {2, 0}});
  report.stages[1].named_outputs = {{"other", 4}};
  CHECK(part_done(plan, report, {1.0, {}, {}}) == 0.5);
}
