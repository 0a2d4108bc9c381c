// The bound in bytes, and what `memory` makes of a plan.

#include <string>

#include <weir/plan.hpp>
#include <weir/registry.hpp>
#include <weir/stage.hpp>

#include "catch.hpp"

using weir::Bound;
using weir::Description;
using weir::Next;
using weir::Output;
using weir::Plan;
using weir::Size;
using weir::StageMemory;

namespace {

/// Frames of a size that its params limit; each replica keeps some more.
class Frames final : public weir::Source<std::string> {
 public:
  struct Params {
    Size largest{1000};
    Size cache{500};
  };
  static void describe(Description<Params>& d) {
    d.param("largest", &Params::largest, "bytes of a frame at most");
    d.param("cache", &Params::cache, "bytes that it keeps");
    d.memory([](const Params& params) {
      return StageMemory{.item = sizeof(std::string) + params.largest.bytes, .replica = params.cache.bytes};
    });
  }
  explicit Frames(const Params&) {}
  Next produce(Output<std::string>&) override { return Next::done; }
};

Plan planned(const std::string& yaml) {
  weir::Registry registry;
  registry.add<Frames>("test.frames");
  registry.map("test.pass", [](std::string text) { return text; });
  registry.map("test.length", [](const std::string& text) { return text.size(); });
  registry.sink("test.take", [](const std::string&) {});
  registry.sink("test.count", [](std::size_t) {});
  return weir::make_plan(weir::PipelineConfig::from_string(yaml), registry);
}

constexpr const char* kFrames = "stages: [{name: from, kind: test.frames}, {name: to, kind: test.take, inputs: [from]";

}  // namespace

TEST_CASE("The bound has the items of a kind that says how large they are, and what its replicas hold") {
  const Plan plan = planned(std::string(kFrames) + ", batch_size: 4, queue_depth: 8}]");
  const Bound bound = plan.bound();
  REQUIRE(bound.bytes);
  // Eight batches wait, one is filled, and a replica takes eight of them at once.
  CHECK(bound.batches == 17);
  CHECK(*bound.bytes >= 17 * 4 * (sizeof(std::string) + 1000));
  CHECK(*bound.bytes <= 17 * 4 * (sizeof(std::string) + 1000) + 17 * 300);
  CHECK(bound.large_items == 0);
  CHECK(bound.held == 500);
}

TEST_CASE("Batches of large items are small where their size is left to weir, and the bound counts that") {
  const Plan plan =
      planned("stages: [{name: from, kind: test.frames, params: {largest: 300KiB}}, {name: to, kind: test.take, inputs: [from]}]");
  CHECK(plan.edges[0].batch_size == 3);
  CHECK(planned(std::string(kFrames) + ", batch_size: 100}]").edges[0].batch_size == 100);
}

TEST_CASE("A kind whose items are made of others' says nothing of their size, so the bound in bytes is not known") {
  const Bound bound = planned(
                          "stages: [{name: from, kind: test.frames}, {name: pass, kind: test.pass, inputs: [from]}, {name: to, kind: "
                          "test.take, inputs: [pass]}]")
                          .bound();
  CHECK_FALSE(bound.bytes);
  CHECK(bound.unknown == std::vector<std::size_t>{1});
  CHECK(bound.item_bytes == 0);
  CHECK(bound.large_items == 0);
}

TEST_CASE("A limit of the file counts once, and what moves between queues adds about a quarter") {
  const Plan plan = planned(
      "memory: 10MiB\nstages: [{name: from, kind: test.frames}, {name: pass, kind: test.pass, inputs: [from], replicas: 2}, "
      "{name: length, kind: test.length, inputs: [pass]}, {name: to, kind: test.count, inputs: [length]}]");
  const Bound bound = plan.bound();
  CHECK(plan.memory == 10 << 20);
  for (const weir::PlannedEdge& edge : plan.edges) {
    REQUIRE(edge.batch_bytes);
    CHECK(edge.batch_bytes == plan.edges[0].batch_bytes);
    CHECK_FALSE(edge.memory);
  }
  CHECK(plan.edges[2].batch_size * sizeof(std::size_t) <= *plan.edges[2].batch_bytes);
  REQUIRE(bound.bytes);
  CHECK(*bound.bytes > 10 << 20);
  CHECK(*bound.bytes < (10 << 20) * 3 / 2);
  CHECK(bound.item_bytes == *plan.edges[0].batch_bytes);
  CHECK(bound.large_items == 1 + 2 * 2 + 1);  // of the edge after `pass`: one beyond the limit, two a replica before it, one after it
}

TEST_CASE("A limit of a stage is for each of its queues, within that of the file") {
  const std::string two =
      "{name: from, kind: test.frames}, {name: more, kind: test.frames}, {name: to, kind: test.take, inputs: [from, more], memory: 1MiB}]";
  const Plan alone = planned("stages: [" + two);
  CHECK_FALSE(alone.memory);
  for (const weir::PlannedEdge& edge : alone.edges) CHECK(edge.memory == 1 << 20);
  CHECK(alone.bound().bytes.value() > 2 << 20);
  const Plan both = planned("memory: 3MiB\nstages: [" + two);
  CHECK(both.bound().bytes.value() > 3 << 20);
  CHECK(both.bound().bytes.value() < 4 << 20);
  CHECK(both.edges[0].batch_bytes.value() <= alone.edges[0].batch_bytes.value());
}

TEST_CASE("What stages hold is not more than the largest number") {
  const Plan plan = planned(
      "stages: [{name: from, kind: test.frames, params: {cache: 15728640TiB}}, {name: more, kind: test.frames, params: {cache: "
      "15728640TiB}}, "
      "{name: to, kind: test.take, inputs: [from, more]}]");
  CHECK(plan.stages[0].held_bytes() == std::uint64_t{15} << 60);
  CHECK(plan.bound().held == std::numeric_limits<std::size_t>::max());
  CHECK(planned(std::string(kFrames) + "}]").stages[1].held_bytes() == 0);
}

TEST_CASE("A bound in bytes that is too large for a number is the largest one") {
  const Plan plan = planned(
      "stages: [{name: from, kind: test.frames, params: {largest: 1000TiB}}, {name: to, kind: test.take, inputs: [from], "
      "batch_size: 1000000000, queue_depth: 1000000}]");
  CHECK(plan.bound().bytes == std::numeric_limits<std::size_t>::max());
}
