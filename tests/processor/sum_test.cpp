// Processor::sum: against naive sums, of long double where the numbers are floating-point.

#include <cstdint>
#include <deque>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "any_workers.hpp"

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("A sum of integers is exact, whatever their type") {
  std::mt19937_64 random(7);
  for (const std::size_t count : {1U, 16'383U, 16'384U, 16'385U, 200'000U}) {
    CAPTURE(count);
    std::vector<std::int32_t> numbers(count);
    std::int64_t expected = 0;
    for (auto& n : numbers) expected += n = static_cast<std::int32_t>(random());
    at_any_workers([&](weir::Processor& processor) {
      CHECK(processor.sum(numbers) == expected);
      CHECK(processor.sum(std::span(numbers)) == expected);
    });
  }
  weir::Processor processor({.workers = 2});
  CHECK(processor.sum(std::vector<unsigned char>(1000, 255)) == 255'000U);
  CHECK(processor.sum(std::deque<bool>(300, true)) == 300U);
  CHECK(processor.sum(std::vector<bool>(300, true)) == 300U);
  CHECK(processor.sum(std::vector<std::int16_t>{-32'768, -32'768}) == -65'536);
}

TEST_CASE("Parts of a sum of integers may leave 64 bits, the sum may not") {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  at_any_workers([&](weir::Processor& processor) {
    CHECK(processor.sum(std::vector<std::int64_t>{kMost, kMost, kLeast, kLeast, 5}) == 3);
    CHECK(processor.sum(std::vector<std::int64_t>{kMost, 1, -1}) == kMost);
    CHECK(processor.sum(std::vector<std::uint64_t>{UINT64_MAX, 0}) == UINT64_MAX);
    CHECK_THROWS_MATCHES(
        processor.sum(std::vector<std::int64_t>{kMost, 1}), weir::InputError,
        Catch::Matchers::Message(
            "sum: the exact sum is 9223372036854775808, more than a 64-bit signed integer holds; add up as double instead"));
    CHECK_THROWS_MATCHES(
        processor.sum(std::vector<std::uint64_t>{UINT64_MAX, 2}), weir::InputError,
        Catch::Matchers::Message(
            "sum: the exact sum is 18446744073709551617, more than a 64-bit unsigned integer holds; add up as double instead"));
  });
}

TEST_CASE("A sum of doubles is the same to the bit at any number of workers, and close to the exact one") {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> distribution(-1, 1);
  std::vector<double> numbers(300'001);
  long double expected = 0;
  for (double& x : numbers) expected += x = distribution(random);
  std::vector<double> sums;
  at_any_workers([&](weir::Processor& processor) { sums.push_back(processor.sum(numbers)); });
  CHECK(sums == std::vector<double>(3, sums[0]));
  CHECK(sums[0] == Approx(static_cast<double>(expected)).epsilon(1e-13));
}

TEST_CASE("A sum of doubles makes up for what rounding takes away") {
  std::vector<double> numbers{1e100};
  for (int i = 0; i < 100'000; ++i) numbers.push_back(1);
  numbers.push_back(-1e100);
  at_any_workers([&](weir::Processor& processor) {
    CHECK(processor.sum(numbers) == 100'000.0);  // adding one by one gives 0
    CHECK(processor.sum(std::vector<double>(10, 0.1)) == 1.0);
    CHECK(processor.sum(std::vector<float>(1 << 25, 1.0F)) == 33'554'432.0);  // floats stop at half of it
  });
}

TEST_CASE("A sum with infinities is what IEEE 754 says") {
  weir::Processor processor({.workers = 2});
  CHECK(processor.sum(std::vector<double>{1, kInfinity, 2}) == kInfinity);
  CHECK(processor.sum(std::vector<double>{1, -kInfinity, 2}) == -kInfinity);
  CHECK(processor.sum(std::vector<double>{1e308, 1e308}) == kInfinity);
  CHECK(std::isnan(processor.sum(std::vector<double>{kInfinity, -kInfinity})));
  CHECK(std::isnan(processor.sum(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()})));
}

TEST_CASE("A sum of no numbers says so") {
  weir::Processor processor({.workers = 1});
  CHECK_THROWS_MATCHES(processor.sum(std::vector<double>()), weir::InputError,
                       Catch::Matchers::Message("sum: there are no items; check before the call that there are some"));
}
