// Each allocation of a run fails in turn: the run ends with an error, and all items are accounted for. This program replaces `new`.

#include <weir/pipeline.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "system/file_text.hpp"
#include "system/temporary_folder.hpp"

namespace {

std::atomic<bool> is_armed{false};
std::atomic<long> left{0};  // allocations before the one that fails

void* allocate(std::size_t bytes, std::size_t alignment) {
  const bool fails = is_armed.load(std::memory_order_relaxed) && left.fetch_sub(1) == 0;
  void* memory = fails ? nullptr : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// Not inlined: GCC would see `free` beside a `new` that it takes for its own, and warn (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  return allocate(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
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

namespace {

/// Makes two of one.
class Twice final : public Expander<int, int> {
 public:
  void open(int&& item) override {
    item_ = item;
    left_ = 2;
  }
  Next produce(Output<int>& out) override {
    for (; left_ > 0; --left_) {
      if (out.full()) return Next::again;
      out.push(int{item_});  // copied for all readers but the last
    }
    return Next::done;
  }

 private:
  int item_ = 0;
  int left_ = 0;
};

/// How runs differ.
struct Shape {
  bool ordered = false;
  bool survives_errors = false;
  bool two_readers = false;
};

// What is wrong with the balance of a run whose allocation number `nth`, from some items on, fails; `failed` says whether one did.
std::string run(const Shape& shape, long nth, bool& failed) {
  Pipeline pipeline("memory", {.workers = 2});
  const auto numbers = pipeline.source("numbers", [i = 0]() mutable {
    if (i == 3) is_armed = true;
    return i < 300 ? std::optional(i++) : std::nullopt;
  });
  StageOptions options{.replicas = 2, .batch_size = 4, .queue_depth = 16, .ordered = shape.ordered};
  if (shape.survives_errors) options.on_error.then = OnError::Then::skip;
  const auto map = [survives = shape.survives_errors](const int& item) {
    if (survives && item % 10 == 9) throw std::runtime_error("not this one");
    return item;
  };
  const auto mapped = pipeline.map(numbers, "map", map, options);
  const auto twice = pipeline.expander(mapped, "twice", [] { return Twice(); }, {.batch_size = 2});
  pipeline.sink(twice, "out", [](int) {});
  if (shape.two_readers) {
    pipeline.sink(mapped, "other", [](int) {}, {.batch_size = 7});
    pipeline.sink(twice, "another", [](int) {}, {.batch_size = 7});
  }
  left = nth;
  Run run = pipeline.start();
  try {
    run.wait();
  } catch (const std::exception&) {
    failed = true;
  }
  is_armed = false;
  return run.report().balance.wrong;
}

}  // namespace

TEST_CASE("Where memory runs out while a file is read, that is not taken for its end") {
  const TemporaryFolder folder;
  const std::string text(50'000, 'x');
  const std::filesystem::path path = write_file(folder / "file", text);
  long nth = 0;
  for (bool failed = true; failed; ++nth) {
    failed = false;
    std::string read;
    left = nth;
    is_armed = true;
    try {
      read = system::file_text(path);
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    is_armed = false;
    if (!failed) CHECK(read == text);
  }
  CHECK(nth > 3);
}

TEST_CASE("Wherever memory runs out in a run, every item is accounted for") {
  const Shape shape{.ordered = GENERATE(false, true), .survives_errors = GENERATE(false, true), .two_readers = GENERATE(false, true)};
  INFO("ordered " << shape.ordered << ", survives errors " << shape.survives_errors << ", two readers " << shape.two_readers);
  std::size_t failures = 0;
  for (long nth = 0; nth < 250; ++nth) {
    INFO("allocation " << nth);
    bool failed = false;
    REQUIRE(run(shape, nth, failed) == "");
    failures += failed ? 1 : 0;
  }
  CHECK(failures > 0);
}
