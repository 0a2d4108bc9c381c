// A plan that a program put together is checked before it runs.

#include <weir/pipeline.hpp>
#include <weir/testing.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "catch.hpp"
#include "runtime/plan_builder.hpp"

using weir::Plan;
using weir::testing::each;
using weir::testing::numbers;
using weir::testing::pass;
using weir::testing::PlanBuilder;

namespace {

struct OnlyMoves {
  std::unique_ptr<int> number;
};

Plan three_stages() {
  return PlanBuilder()
      .stage("numbers", {}, numbers(10))
      .stage("pass", {.inputs = {"numbers"}}, pass())
      .stage("out", {.inputs = {"pass"}}, each([](auto) {}))
      .plan();
}

// What is wrong with three good stages after that edit; empty when nothing is.
std::string wrong_after(const std::function<void(Plan&)>& edit) {
  Plan plan = three_stages();
  edit(plan);
  try {
    weir::Pipeline pipeline(plan);
  } catch (const weir::ConfigError& error) {
    std::string all;
    for (const weir::Diagnostic& diagnostic : error.diagnostics()) all += (all.empty() ? "" : "\n") + diagnostic.message();
    return all;
  }
  return "";
}

}  // namespace

TEST_CASE("A plan that was put together as it should be runs") {
  CHECK(weir::Pipeline(three_stages()).run().finished);
}

TEST_CASE("Numbers of a plan that are out of range are errors that say where and what is allowed") {
  CHECK(wrong_after([](Plan& p) { p.workers = 0; }) == "key 'workers': '0' is too small; the smallest is 1");
  CHECK(wrong_after([](Plan& p) { p.workers = 1024; }).empty());
  CHECK(wrong_after([](Plan& p) { p.workers = 1025; }) == "key 'workers': '1025' is too large; the largest is 1024");
  CHECK(wrong_after([](Plan& p) { p.stages[1].replicas = 0; }) == "stage 'pass': key 'replicas': '0' is too small; the smallest is 1");
  CHECK(wrong_after([](Plan& p) { p.stages[2].replicas = 2000; }) ==
        "stage 'out': key 'replicas': '2000' is too large; the largest is 1024");
  CHECK(wrong_after([](Plan& p) { p.stages[0].replicas = 2; }) ==
        "stage 'numbers': key 'replicas': a source, an inlet or an outlet has one replica; leave it at 1");
  CHECK(wrong_after([](Plan& p) { p.edges[1].batch_size = 0; }) == "key 'edges[1].batch_size': '0' is too small; the smallest is 1");
  CHECK(wrong_after([](Plan& p) { p.edges[0].queue_depth = 0; }) == "key 'edges[0].queue_depth': '0' is too small; the smallest is 1");
  CHECK(wrong_after([](Plan& p) { p.edges[0].queue_depth = 1'000'001; }) ==
        "key 'edges[0].queue_depth': '1000001' is too large; the largest is 1000000");
  CHECK(wrong_after([](Plan& p) { p.edges[0].batch_bytes = 0; }) ==
        "key 'edges[0].batch_bytes': '0' is too small; the smallest is 1; leave it unset for no limit");
  CHECK(wrong_after([](Plan& p) { p.edges[0].memory = 5; }) ==
        "key 'edges[0].memory': it counts only where batches weigh; set batch_bytes");
  CHECK(wrong_after([](Plan& p) { p.timeout = std::chrono::nanoseconds(0); }) ==
        "key 'timeout': '0s' is too small; the smallest is 1ns; leave it unset for none");
  CHECK(wrong_after([](Plan& p) { p.stages[1].batch_wait = std::chrono::nanoseconds(-1); }) ==
        "stage 'pass': key 'batch_wait': '-1ns' is too small; the smallest is 1ns; leave it unset for none");
}

TEST_CASE("Edges of a plan that lead nowhere or backwards are errors") {
  CHECK(wrong_after([](Plan& p) { p.edges[1].to = 3; }).starts_with("key 'edges[1].to': there is no stage 3; name one of stages 0 to 2"));
  CHECK(wrong_after([](Plan& p) {
          p.edges[1].from = 2;
        }).starts_with("key 'edges[1].from': stage 2 does not come before stage 2, which reads it; put the stages in flow order"));
  CHECK(wrong_after([](Plan& p) { p.stages[1].in_edges = {7}; }) ==
        "stage 'pass': key 'in_edges': edge 0 is in the list 0 times; list each edge once at both of its stages\n"
        "stage 'pass': key 'in_edges': edge 7 is none of this stage's; list the edges that name this stage");
  CHECK(wrong_after([](Plan& p) {
          p.stages[1].out_edges = {1, 1};
        }) == "stage 'pass': key 'out_edges': edge 1 is in the list 2 times; list each edge once at both of its stages");
  CHECK(wrong_after([](Plan& p) {
          p.edges.pop_back();
          p.stages[1].out_edges.clear();
          p.stages[2].in_edges.clear();
        }) ==
        "stage 'pass': key 'out_edges': there are none, but the stage's role needs one\n"
        "stage 'out': key 'in_edges': there are none, but the stage's role needs one");
}

TEST_CASE("Stages of a plan without what makes them, or with other item types than their neighbours, are errors") {
  CHECK(wrong_after([](Plan& p) { p.stages[1].factory = {}; }) ==
        "stage 'pass': key 'factory': it makes nothing; set it to a weir::StageFactory::of<S>(make)");
  CHECK(wrong_after([](Plan& p) { p.stages[1].out = nullptr; }) ==
        "stage 'pass': key 'out': the type of the items is missing; set it to &weir::item_type<T>()");
  CHECK(wrong_after([](Plan& p) { p.stages[2].in = &weir::item_type<double>(); }) == "stage 'out': key 'in': it takes f64, but gets i32");
  CHECK(wrong_after([](Plan& p) { p.stages[2].in = &weir::item_type<weir::AnyItem>(); }).empty());
  CHECK(wrong_after([](Plan& p) {
          for (auto& stage : p.stages) stage.in = stage.out = &weir::item_type<OnlyMoves>();
          p.stages.push_back(p.stages[2]);
          p.edges.push_back({1, 3, 1, 1, false});
          p.stages[3].in_edges = {2};
          p.stages[1].out_edges.push_back(2);
        }) == "stage 'pass': key 'out_edges': OnlyMoves cannot be copied, so only one stage may read it");
}

TEST_CASE("Everything that is wrong with a plan is said at once") {
  CHECK(wrong_after([](Plan& p) {
          p.workers = 0;
          p.stages[1].replicas = 0;
          p.edges[0].batch_size = 0;
        }) ==
        "key 'workers': '0' is too small; the smallest is 1\n"
        "key 'edges[0].batch_size': '0' is too small; the smallest is 1\n"
        "stage 'pass': key 'replicas': '0' is too small; the smallest is 1");
}
