// In a program of its own, which counts every call of `new`.

#include <atomic>
#include <cstdlib>
#include <new>

#include <weir/expression.hpp>

#include "catch.hpp"
#include "expressions/random_rows.hpp"

using namespace weir;

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t bytes) noexcept {
  ++allocations;
  return std::malloc(bytes);
}

}  // namespace

// Not inlined: GCC would see `free` beside a `new` that it takes for its own, and warn (-Wmismatched-new-delete).
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  if (void* const memory = counted(bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

TEST_CASE("A predicate over one slice after the other allocates memory for the first alone") {
  test::Random random(41);
  const Rows rows = test::random_rows(random, 4096);
  for (const char* const text : {"x > 1000", "i + 1 > j and not b", "lower(s) like 'a%' or t is null", "x * 2 + y between 0 and 10",
                                 "length(s || t || s || t || s || t) in (1, 2, 3)"}) {
    CAPTURE(text);
    Evaluator evaluator(Expression::compile(text, rows.columns()));
    std::size_t selected = evaluator.select(rows).rows.size();
    selected += evaluator.select(rows).rows.size();
    const std::size_t before = allocations;
    for (int i = 0; i < 10; ++i) selected += evaluator.select(rows).rows.size();
    const std::size_t after = allocations;
    CHECK(after == before);
    CHECK(selected % 12 == 0);
  }
}
