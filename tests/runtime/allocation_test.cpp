// In steady state the engine hands batches on without asking for memory: batches, and all that goes with them, are made while the pipeline
// warms up and recycled from then on. This program counts every call of `new`.

#include <weir/pipeline.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

#include "catch.hpp"
#include "plan_builder.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};
std::atomic<std::uint64_t> allocated_bytes{0};

void* counted(std::size_t bytes, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// Not inlined: GCC would see `free` beside a `new` that it takes for its own, and warn (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return counted(bytes, alignof(std::max_align_t));
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

using namespace weir;
using namespace weir::testing;

namespace {

constexpr int kItems = 200'000;

// Notes how many allocations there have been when a tenth of the items have come, and at the last one.
struct Noted {
  int seen = 0;
  std::uint64_t warm = 0;
  std::uint64_t last = 0;

  void see(std::size_t items, int of) {
    const int before = std::exchange(seen, seen + static_cast<int>(items));
    if (before < of / 10 && seen >= of / 10) warm = allocations.load();
    last = allocations.load();
  }
};

// What a pipeline may still allocate when it is warm: a queue may be fuller than ever, so that a batch more is needed, with its row of
// items that grows and its place in the lists of batches. Nothing that grows with the number of batches handed on.
std::uint64_t room(const Plan& plan) {
  return 8 * plan.bound().batches;
}

auto add_one() {
  return change([](std::span<int> items, Output<int>& out) {
    for (const int item : items) out.push(item + 1);
  });
}

}  // namespace

TEST_CASE("A warm pipeline hands on batches without asking for memory") {
  for (const std::size_t workers : {1, 2, 8}) {
    for (const std::size_t batch_size : {1, 16}) {
      for (const bool ordered : {false, true}) {
        Noted noted;
        const StageSetup setup{.replicas = 2, .batch_size = batch_size, .queue_depth = 8, .ordered = ordered};
        auto first = setup, second = setup, last = setup;
        first.inputs = {"from"};
        second.inputs = {"first"};
        last.inputs = {"second"};
        last.replicas = 1;
        const Plan plan = PlanBuilder(workers)
                              .stage("from", {}, numbers(kItems))
                              .stage("first", first, add_one())
                              .stage("second", second, add_one())
                              .stage("into", last, each([&](std::span<int> items) { noted.see(items.size(), kItems); }))
                              .plan();
        Pipeline(plan).run();
        INFO("workers " << workers << ", batch_size " << batch_size << ", ordered " << ordered);
        CHECK(noted.seen == kItems);
        CHECK(noted.warm > 0);
        CHECK(noted.last - noted.warm <= room(plan));
      }
    }
  }
}

TEST_CASE("A queue takes memory for what is in it, not for all that may be") {
  constexpr std::size_t kDepth = 1'000'000;
  const Plan plan = PlanBuilder(1)
                        .stage("from", {}, numbers(10))
                        .stage("into", {.inputs = {"from"}, .queue_depth = kDepth}, each([](std::span<int>) {}))
                        .plan();
  Pipeline pipeline{plan};
  const std::uint64_t before = allocated_bytes;
  CHECK(pipeline.run().items == 10);
  CHECK(allocated_bytes - before < kDepth);  // less than a byte for each place
}

TEST_CASE("A warm pipeline of several ways hands on batches without asking for memory") {
  for (const std::size_t workers : {1, 2, 8}) {
    Noted noted;
    const Plan plan =
        PlanBuilder(workers)
            .stage("from", {}, numbers(kItems))
            .stage("left", {.inputs = {"from"}, .replicas = 2}, add_one())
            .stage("right", {.inputs = {"from"}}, add_one())
            .stage("into", {.inputs = {"left", "right"}}, each([&](std::span<int> items) { noted.see(items.size(), 2 * kItems); }))
            .plan();
    Pipeline(plan).run();
    INFO("workers " << workers);
    CHECK(noted.seen == 2 * kItems);
    CHECK(noted.warm > 0);
    CHECK(noted.last - noted.warm <= room(plan));
  }
}
