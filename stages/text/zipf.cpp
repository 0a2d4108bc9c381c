#include "text/zipf.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weir::stages {

namespace {

// log2 and exp2 by series: std::log2 and std::exp2 differ in their last bits between C libraries. frexp, ldexp and floor are exact.

double log2_of(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --exponent;
  }
  const double z = (m - 1) / (m + 1);  // |z| < 0.172; ln m = 2 artanh z
  double sum = 0;
  for (int i = 23; i > 0; i -= 2) sum = sum * z * z + 1.0 / i;
  return exponent + 2 * z * sum / std::numbers::ln2;
}

double exp2_of(double x) {
  const double whole = std::floor(x + 0.5);
  const double y = (x - whole) * std::numbers::ln2;  // |y| < 0.35
  double sum = 1;
  for (int i = 16; i > 0; --i) sum = 1 + sum * y / i;
  return std::ldexp(sum, static_cast<int>(whole));
}

// The probability of each value, as a multiple of the mean.
std::vector<double> weights(std::uint32_t size, double exponent) {
  std::vector<double> weights(size);
  double sum = 0;
  for (std::uint32_t k = 0; k < size; ++k) sum += weights[k] = exp2_of(-exponent * log2_of(k + 1.0));
  for (double& weight : weights) weight *= size / sum;
  return weights;
}

}  // namespace

Zipf::Zipf(std::uint32_t size, double exponent) : columns_(size) {
  auto weight = weights(size, exponent);
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t k = 0; k < size; ++k) (weight[k] < 1 ? small : large).push_back(k);
  const auto set = [this](std::uint32_t k, double own, std::uint32_t alias) {
    constexpr double kWhole = 4294967296.0;
    columns_[k] = {static_cast<std::uint32_t>(std::min(own * kWhole, kWhole - 1)), alias};
  };
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back();
    const std::uint32_t more = large.back();
    small.pop_back();
    set(less, weight[less], more);
    weight[more] -= 1 - weight[less];
    if (weight[more] >= 1) continue;
    large.pop_back();
    small.push_back(more);
  }
  for (const auto k : small) set(k, 1, k);  // left by rounding
  for (const auto k : large) set(k, 1, k);
}

}  // namespace weir::stages
