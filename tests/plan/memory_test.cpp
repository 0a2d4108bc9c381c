// The bound in bytes, and what `memory` makes of a plan.

#include <optional>
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

/// Texts, some made ahead; who shows one needs room.
class Texts final : public weir::Source<std::string> {
 public:
  struct Params {
    std::optional<Size> largest;
    std::size_t ahead = 0;
    Size to_show{0};
  };
  static void describe(Description<Params>& d) {
    d.param("largest", &Params::largest, "bytes of a text at most; any number when left out");
    d.param("ahead", &Params::ahead, "texts that it makes before it sends the first");
    d.param("to_show", &Params::to_show, "bytes that showing one takes");
    d.memory([](const Params& params) {
      const auto item = params.largest ? std::optional(sizeof(std::string) + params.largest->bytes) : std::nullopt;
      return StageMemory{.item = item, .ahead = params.ahead, .reader = params.to_show.bytes};
    });
  }
  explicit Texts(const Params&) {}
  Next produce(Output<std::string>&) override { return Next::done; }
};

Plan planned(const std::string& yaml) {
  weir::Registry registry;
  registry.add<Frames>("test.frames");
  registry.add<Texts>("test.texts");
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

TEST_CASE("Items that a stage makes ahead count as items, of which one may be larger than its batches are to be") {
  const auto bound = [](const std::string& params, const std::string& keys) {
    return planned("stages: [{name: from, kind: test.texts, params: {" + params + "}}, {name: to, kind: test.take, inputs: [from], " +
                   keys + "}]")
        .bound();
  };
  const Bound none = bound("largest: 1000B", "batch_size: 4"), ahead = bound("largest: 1000B, ahead: 8", "batch_size: 4");
  CHECK(ahead.items == none.items + 8);
  CHECK(ahead.batches == none.batches);
  CHECK(ahead.bytes == *none.bytes + 8 * (sizeof(std::string) + 1000));
  CHECK(ahead.held == none.held);

  const Bound any = bound("", "memory: 1MiB"), any_ahead = bound("ahead: 5", "memory: 1MiB");
  CHECK(any_ahead.large_items == any.large_items + 5);
  CHECK(any_ahead.item_bytes == any.item_bytes);
  CHECK(any_ahead.bytes == *any.bytes + 5 * any.item_bytes);
}

TEST_CASE("What items take to be worked on, those who read them hold, beside what they say themselves") {
  const Plan plan = planned(
      "stages: [{name: from, kind: test.texts, params: {largest: 1000B, to_show: 700B}}, {name: to, kind: test.take, inputs: [from], "
      "replicas: 3}, "
      "{name: copy, kind: test.pass, inputs: [from]}, {name: end, kind: test.take, inputs: [copy]}]");
  CHECK(plan.stages[0].held_bytes() == 0);
  CHECK(plan.stages[1].held_bytes() == 3 * 700);
  CHECK(plan.stages[2].held_bytes() == 700);
  CHECK(plan.stages[3].held_bytes() == 0);
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
