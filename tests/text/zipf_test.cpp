#include "text/zipf.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using weir::stages::Random;
using weir::stages::Zipf;

TEST_CASE("The random numbers of a seed are those of SplitMix64") {
  Random random(1234567);  // the reference values of the algorithm's own test
  CHECK(random.next() == 6457827717110365317U);
  CHECK(random.next() == 3203168211198807973U);
  CHECK(random.next() == 9817491932198370423U);
}

TEST_CASE("Draws follow Zipf's law") {
  const double exponent = GENERATE(0.0, 0.5, 1.0, 1.3, 2.0, 10.0);
  CAPTURE(exponent);
  constexpr std::uint32_t kSize = 100;
  constexpr int kDraws = 1'000'000;
  const Zipf zipf(kSize, exponent);
  Random random(42);
  std::vector<double> drawn(kSize);
  for (int i = 0; i < kDraws; ++i) ++drawn.at(zipf.draw(random));
  double sum = 0;
  for (std::uint32_t k = 1; k <= kSize; ++k) sum += std::pow(k, -exponent);
  for (std::uint32_t k = 1; k <= kSize; ++k) {
    const double expected = kDraws * std::pow(k, -exponent) / sum;
    CAPTURE(k, expected);
    CHECK(std::abs(drawn[k - 1] - expected) <= 5 * std::sqrt(expected) + 1);  // 5 standard deviations; the seed is fixed
  }
}

TEST_CASE("One value is always drawn when there is no other") {
  const Zipf zipf(1, 1.0);
  Random random(1);
  for (int i = 0; i < 100; ++i) CHECK(zipf.draw(random) == 0);
}
