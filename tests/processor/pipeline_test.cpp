// Processor::pipeline: against the same functions in a loop.

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "any_workers.hpp"

TEST_CASE("A pipeline of functions returns what a loop over them returns, in the order of the items") {
  const auto half = [](int n) { return n * 0.5; };
  const auto text = [](double x) { return std::to_string(x); };
  const auto longer = [](std::string s) { return s + "!"; };
  for (const int count : {1, 3, 64, 1000, 20'000}) {
    CAPTURE(count);
    const std::vector<int> numbers = up_to(count);
    std::vector<std::string> expected;
    for (const int n : numbers) expected.push_back(longer(text(half(n))));
    at_any_workers([&](weir::Processor& processor) {
      const std::vector<std::string> results = processor.pipeline(numbers, half, text, longer);
      const bool same = results == expected;
      CHECK(same);
    });
  }
}

TEST_CASE("Between functions go items that only move, bools, and what has no default constructor") {
  struct Wrapped {
    explicit Wrapped(std::unique_ptr<int> p) : pointer(std::move(p)) {}
    std::unique_ptr<int> pointer;
  };
  const std::vector<int> numbers = up_to(777);
  at_any_workers([&](weir::Processor& processor) {
    const std::vector<bool> even = processor.pipeline(
        numbers, [](int n) { return std::make_unique<int>(n); }, [](std::unique_ptr<int> p) { return Wrapped(std::move(p)); },
        [](Wrapped&& w) { return *w.pointer; }, [](int n) { return n % 2 != 0; }, [](auto odd) { return !odd; });
    REQUIRE(even.size() == numbers.size());
    for (const int n : numbers) REQUIRE(even[static_cast<std::size_t>(n)] == (n % 2 == 0));
  });
}

TEST_CASE("A pipeline of one function is a map") {
  weir::Processor processor({.workers = 2});
  CHECK(processor.pipeline(up_to(10), [](int n) { return n; }) == up_to(10));
}

TEST_CASE("A function of a pipeline begins long before the one before it has seen all items") {
  at_any_workers([](weir::Processor& processor) {
    std::atomic<int> seen_by_first = 0, seen_when_second_began = 0;
    const auto first = [&](int n) {
      ++seen_by_first;
      return n;
    };
    const auto second = [&](int n) {
      int none = 0;
      seen_when_second_began.compare_exchange_strong(none, seen_by_first);
      return n;
    };
    CHECK(processor.pipeline(up_to(10'000), first, second) == up_to(10'000));
    CHECK(seen_when_second_began < 10'000);  // what lies between them is bounded
  });
}

TEST_CASE("What any function of a pipeline throws reaches the caller") {
  at_any_workers([](weir::Processor& processor) {
    const auto good = [](int n) { return n; };
    const auto bad = [](int n) {
      if (n == 300) throw std::domain_error("three hundred");
      return n;
    };
    CHECK_THROWS_MATCHES(processor.pipeline(up_to(500), bad, good), std::domain_error, Catch::Matchers::Message("three hundred"));
    CHECK_THROWS_MATCHES(processor.pipeline(up_to(500), good, bad), std::domain_error, Catch::Matchers::Message("three hundred"));
    CHECK_THROWS_MATCHES(processor.pipeline(std::vector<int>(), good, good), weir::InputError,
                         Catch::Matchers::Message("pipeline: there are no items; check before the call that there are some"));
  });
}
