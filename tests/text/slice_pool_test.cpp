#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include <weir/stages/text_slice.hpp>

#include "catch.hpp"

#include "text/slice_pool.hpp"

using weir::stages::SlicePool;
using weir::stages::TextSlice;

TEST_CASE("A slice gives its buffer back with its last copy, and the pool uses it again") {
  const auto pool = SlicePool::make(100);
  auto buffer = pool->take();
  const char* const bytes = buffer.data();
  std::copy_n("word", 4, buffer.data());
  {
    const TextSlice slice(std::move(buffer), 4);
    TextSlice copy = slice;
    CHECK(copy.text() == "word");
    CHECK(copy.text().data() == bytes);
    CHECK(pool->live() == 1);
    CHECK(pool->idle() == 0);
  }
  CHECK(pool->live() == 0);
  CHECK(pool->idle() == 1);
  CHECK(pool->take().data() == bytes);
}

TEST_CASE("New lines follow the text of a slice, also in a buffer that is full") {
  const auto pool = SlicePool::make(3);
  auto buffer = pool->take();
  std::copy_n("abc", 3, buffer.data());
  const TextSlice slice(std::move(buffer), 3);
  CHECK(std::all_of(slice.text().end(), slice.text().end() + TextSlice::kPadding, [](char c) { return c == '\n'; }));
  const TextSlice copied("abc");
  CHECK(copied.text() == "abc");
  CHECK(std::all_of(copied.text().end(), copied.text().end() + TextSlice::kPadding, [](char c) { return c == '\n'; }));
  CHECK(TextSlice().text().empty());
}

TEST_CASE("Slices outlive the pool's maker") {
  auto pool = SlicePool::make(10);
  auto buffer = pool->take();
  std::copy_n("alive", 5, buffer.data());
  TextSlice slice(std::move(buffer), 5);
  const std::weak_ptr<SlicePool> watch = pool;
  pool.reset();
  CHECK(slice.text() == "alive");
  slice = TextSlice();
  CHECK(watch.expired());
}

TEST_CASE("The pool keeps no more idle buffers than there are live ones, or a few") {
  const auto pool = SlicePool::make(10);
  std::vector<weir::stages::SliceBuffer> live;
  for (int i = 0; i < 1000; ++i) live.push_back(pool->take());
  while (!live.empty()) {
    live.pop_back();
    REQUIRE(pool->idle() <= std::max<std::size_t>(4, pool->live() + 1));
  }
  CHECK(pool->idle() <= 4);
}

TEST_CASE("A buffer that grew for a long word is not kept") {
  const auto pool = SlicePool::make(10);
  {
    auto buffer = pool->take();
    std::copy_n("0123456789", 10, buffer.data());
    buffer.grow(1000, 10);
    CHECK(buffer.capacity() == 1000);
    CHECK(std::string_view(buffer.data(), 10) == "0123456789");
  }
  CHECK(pool->idle() == 0);
  CHECK(pool->live() == 0);
}

TEST_CASE("Buffers are taken and given back by many threads at once") {
  const auto pool = SlicePool::make(64);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&pool, t] {
      for (int i = 0; i < 2000; ++i) {
        auto buffer = pool->take();
        std::fill_n(buffer.data(), 64, static_cast<char>('a' + t));
        const TextSlice slice(std::move(buffer), 64);
        if (slice.text() != std::string(64, static_cast<char>('a' + t))) std::abort();  // shared with another thread
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(pool->live() == 0);
  CHECK(pool->idle() <= 4);
}
