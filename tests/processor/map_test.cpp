// Processor::map: against std::transform.

#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "any_workers.hpp"

namespace {

struct NoDefault {
  explicit NoDefault(int n) : number(n) {}
  int number;
};

}  // namespace

TEST_CASE("A map returns the results in the order of the items, at any number of workers and items") {
  for (const int count : {1, 2, 63, 64, 65, 1000, 100'000}) {
    CAPTURE(count);
    const std::vector<int> numbers = up_to(count);
    std::vector<double> expected;
    std::transform(numbers.begin(), numbers.end(), std::back_inserter(expected), [](int n) { return n * 0.5 + 1; });
    at_any_workers([&](weir::Processor& processor) {
      const std::vector<double> results = processor.map(numbers, [](int n) { return n * 0.5 + 1; });
      CHECK(results == expected);
    });
  }
}

TEST_CASE("A map returns a vector of bool") {
  const std::vector<int> numbers = up_to(10'001);
  const auto odd = [](int n) { return n % 3 == 1; };
  std::vector<bool> expected;
  for (const int n : numbers) expected.push_back(odd(n));
  at_any_workers([&](weir::Processor& processor) {
    const std::vector<bool> results = processor.map(numbers, odd);
    CHECK(results == expected);
    const std::vector<bool> inverse = processor.map(results, [](auto b) { return !b; });
    expected.flip();
    CHECK(inverse == expected);
    expected.flip();
  });
}

TEST_CASE("Results need no default constructor, no assignment and no copy") {
  const std::vector<int> numbers = up_to(1000);
  at_any_workers([&](weir::Processor& processor) {
    const auto made = processor.map(numbers, [](int n) { return NoDefault(n); });
    const auto owned = processor.map(numbers, [](int n) { return std::make_unique<int>(n); });
    REQUIRE(made.size() == 1000);
    REQUIRE(owned.size() == 1000);
    for (int n = 0; n < 1000; ++n) {
      CHECK(made[static_cast<std::size_t>(n)].number == n);
      CHECK(*owned[static_cast<std::size_t>(n)] == n);
    }
    struct Fixed {
      const int number;
    };
    CHECK(processor.map(numbers, [](int n) { return Fixed{n}; }).back().number == 999);
  });
}

TEST_CASE("Items that are moved in may be moved on, and need no copy") {
  at_any_workers([](weir::Processor& processor) {
    std::vector<std::unique_ptr<int>> owned;
    for (int n = 0; n < 500; ++n) owned.push_back(std::make_unique<int>(n));
    const std::vector<std::unique_ptr<int>> same = processor.map(std::move(owned), [](std::unique_ptr<int> p) { return p; });
    for (int n = 0; n < 500; ++n) REQUIRE(*same[static_cast<std::size_t>(n)] == n);
  });
}

TEST_CASE("Items that are not moved in stay as they are") {
  weir::Processor processor({.workers = 2});
  std::vector<std::string> words(300, "a word that is too long to be held in place");
  const auto copy = [](std::string word) { return word; };
  CHECK(processor.map(words, copy) == words);
  CHECK(processor.map(std::span(words), copy) == words);
  const std::deque<std::string> deque(words.begin(), words.end());
  CHECK(processor.map(deque, copy) == words);
  const auto look = [](const std::string& word) { return word.size(); };
  CHECK(processor.map(words, look) == std::vector<std::size_t>(300, words[0].size()));
  CHECK(words == std::vector<std::string>(300, "a word that is too long to be held in place"));
}

TEST_CASE("The caller gets what the function threw, and the processor goes on working") {
  const std::vector<int> numbers = up_to(5000);
  at_any_workers([&](weir::Processor& processor) {
    const auto fails = [](int n) {
      if (n == 1234) throw std::out_of_range("1234 is no good");
      return n;
    };
    CHECK_THROWS_MATCHES(processor.map(numbers, fails), std::out_of_range, Catch::Matchers::Message("1234 is no good"));
    const auto throws_int = [](int n) {
      if (n == 77) throw 42;
      return n;
    };
    CHECK_THROWS_AS(processor.map(numbers, throws_int), int);
    CHECK(processor.map(numbers, [](int n) { return n; }) == numbers);
  });
}

TEST_CASE("A map of no items says so") {
  weir::Processor processor({.workers = 1});
  CHECK_THROWS_MATCHES(processor.map(std::vector<int>(), [](int n) { return n; }), weir::InputError,
                       Catch::Matchers::Message("map: there are no items; check before the call that there are some"));
}
