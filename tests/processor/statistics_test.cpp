// Processor::statistics: against long double, and a sorted copy.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "any_workers.hpp"

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Expected {
  long double mean = 0;
  long double variance = 0;
  double median = 0;
};

Expected expected_of(std::vector<double> numbers) {
  Expected expected;
  const auto count = static_cast<long double>(numbers.size());
  const long double first = numbers.front();  // the sum of what is beyond it is rounded less
  for (const double x : numbers) expected.mean += x - first;
  expected.mean = expected.mean / count + first;
  for (const double x : numbers) expected.variance += (x - expected.mean) * (x - expected.mean);
  expected.variance /= count;
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  expected.median = numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
  return expected;
}

void check(const weir::Statistics& found, const Expected& expected) {
  CHECK(found.mean == Approx(static_cast<double>(expected.mean)).epsilon(1e-15).margin(1e-300));
  CHECK(found.variance == Approx(static_cast<double>(expected.variance)).epsilon(1e-14).margin(1e-300));
  CHECK(found.median == expected.median);
}

}  // namespace

TEST_CASE("Mean, variance and median are those of any numbers") {
  std::mt19937_64 random(17);
  std::normal_distribution<double> far_from_zero(1e9, 1e-3);
  std::lognormal_distribution<double> of_all_sizes(0, 30);
  for (const std::size_t count : {1U, 2U, 3U, 1000U, 16'385U, 100'001U}) {
    CAPTURE(count);
    std::vector<double> near(count), wide(count);
    for (double& x : near) x = far_from_zero(random);
    for (double& x : wide) x = random() % 3 == 0 ? 7 : of_all_sizes(random);
    at_any_workers([&](weir::Processor& processor) {
      check(processor.statistics(near), expected_of(near));
      check(processor.statistics(wide), expected_of(wide));
    });
  }
}

TEST_CASE("Statistics of whole numbers are those of doubles") {
  const std::vector<std::int32_t> numbers = {3, -1, 4, 1};
  at_any_workers([&](weir::Processor& processor) {
    const weir::Statistics found = processor.statistics(numbers);
    CHECK(found.mean == 1.75);
    CHECK(found.variance == 3.6875);
    CHECK(found.median == 2);
    CHECK(processor.statistics(std::vector<bool>{true, true, false, false}).mean == 0.5);
  });
}

TEST_CASE("Statistics have the same bits at any number of workers") {
  std::mt19937_64 random(19);
  std::uniform_real_distribution<double> distribution(-1, 1);
  std::vector<double> numbers(200'000);
  for (double& x : numbers) x = distribution(random);
  const weir::Statistics first = weir::Processor({.workers = 3}).statistics(numbers);
  at_any_workers([&](weir::Processor& processor) {
    const weir::Statistics found = processor.statistics(numbers);
    CHECK(found.mean == first.mean);
    CHECK(found.variance == first.variance);
    CHECK(found.median == first.median);
  });
}

TEST_CASE("Numbers at the ends of the range have a mean and a median") {
  weir::Processor processor({.workers = 2});
  constexpr double kMost = std::numeric_limits<double>::max();
  const weir::Statistics large = processor.statistics(std::vector<double>{kMost, kMost, kMost, kMost});
  CHECK(large.mean == kMost);
  CHECK(large.variance == 0);
  CHECK(large.median == kMost);
  CHECK(processor.statistics(std::vector<double>{-kMost, kMost}).variance == kInfinite);
  CHECK(processor.statistics(std::vector<double>{-kMost, 5, kMost}).median == 5);

  const weir::Statistics infinite = processor.statistics(std::vector<double>{1, kInfinite, kInfinite});
  CHECK(infinite.mean == kInfinite);
  CHECK(std::isnan(infinite.variance));
  CHECK(infinite.median == kInfinite);
  const weir::Statistics none = processor.statistics(std::vector<double>{1, kNaN, 2});
  CHECK((std::isnan(none.mean) && std::isnan(none.variance) && std::isnan(none.median)));
}

TEST_CASE("There are no statistics of nothing") {
  weir::Processor processor({.workers = 2});
  CHECK_THROWS_MATCHES(processor.statistics(std::vector<double>()), weir::InputError,
                       Catch::Matchers::Message("statistics: there are no items; check before the call that there are some"));
  CHECK(processor.metrics().calls.at("statistics").failures == 1);
}
