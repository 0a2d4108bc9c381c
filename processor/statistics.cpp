#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include <weir/processor.hpp>

namespace weir {

namespace {

using Sum = processing::CompensatedSum<double>;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  bool has_nan = false;
};

Extent extent_of(std::span<const double> numbers) {
  Extent extent;
  for (const double x : numbers) {
    extent.least = std::min(extent.least, x);
    extent.greatest = std::max(extent.greatest, x);
    extent.has_nan |= std::isnan(x);
  }
  return extent;
}

double nth(std::span<double> numbers, std::size_t rank) {
  const auto at = numbers.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(numbers.begin(), at, numbers.end());
  return *at;
}

/// Finds numbers by their rank. They are counted by intervals of equal width first, so that only those of one interval are put in order.
class Ranks {
 public:
  // Requires: no item is NaN.
  Ranks(std::span<double> numbers, const Extent& extent)
      : numbers_(numbers), least_(extent.least), scale_((kIntervals - 1) / (extent.greatest - extent.least)) {
    if (numbers_.size() < kIntervals || scale_ == 0 || !std::isfinite(scale_)) return;  // few, too far apart, or all equal
    starts_.resize(kIntervals + 1);
    for (const double x : numbers_) ++starts_[interval(x) + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  }

  double at(std::size_t rank) {
    if (starts_.empty()) return nth(numbers_, rank);
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), rank);
    const auto wanted = static_cast<std::size_t>(after - starts_.begin()) - 1;
    if (wanted != held_interval_) {
      held_.clear();
      for (const double x : numbers_) {
        if (interval(x) == wanted) held_.push_back(x);
      }
      held_interval_ = wanted;
    }
    return nth(held_, rank - starts_[wanted]);
  }

 private:
  static constexpr std::size_t kIntervals = 4096;

  // Never smaller for a larger number.
  [[nodiscard]] std::size_t interval(double x) const {
    return std::min(kIntervals - 1, static_cast<std::size_t>(static_cast<std::int32_t>((x - least_) * scale_)));
  }

  std::span<double> numbers_;
  double least_;
  double scale_;
  std::vector<std::size_t> starts_;  // how many items are before an interval; empty: they are not counted
  std::vector<double> held_;         // all of `held_interval_`
  std::size_t held_interval_ = kIntervals;
};

double median_of(std::span<double> numbers, const Extent& extent) {
  Ranks ranks(numbers, extent);
  const std::size_t middle = numbers.size() / 2;
  const double upper = ranks.at(middle);
  if (numbers.size() % 2 == 1) return upper;
  const double lower = ranks.at(middle - 1);
  const double sum = lower + upper;
  return std::isfinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

struct Distances {
  Sum sum;      // of the distances from the rounded mean, to correct for what it was rounded by
  Sum squares;  // of them

  void add(double distance) noexcept {
    sum.add(distance);
    squares.add(distance * distance);
  }
  void add(const Distances& other) noexcept {
    sum.add(other.sum);
    squares.add(other.squares);
  }
};

}  // namespace

Statistics Processor::statistics_of(std::vector<double> numbers) {
  const Extent extent = extent_of(numbers);
  if (extent.has_nan) return {kNotANumber, kNotANumber, kNotANumber};
  // Where the sum may be out of range while the mean is not.
  constexpr int kScaledBy = 128;
  const bool large = std::max(-extent.least, extent.greatest) > std::ldexp(1.0, std::numeric_limits<double>::max_exponent - kScaledBy);
  const double scale = large ? std::ldexp(1.0, -kScaledBy) : 1.0;
  const std::size_t size = numbers.size();
  const auto count = static_cast<double>(size);

  using processing::ItemRange;

  Sum total;
  const auto scaled = [&](const ItemRange& part, std::size_t k) { return numbers[part.begin + k] * scale; };
  for (const Sum& part : partial_sums<Sum>("mean", size, scaled)) total.add(part);
  const double mean = total.value() / count;

  Distances distances;
  const auto distance = [&](const ItemRange& part, std::size_t k) { return scaled(part, k) - mean; };
  for (const Distances& part : partial_sums<Distances>("variance", size, distance)) distances.add(part);
  const double bias = distances.sum.value() / count;
  const double variance = distances.squares.value() / count - bias * bias;
  return {mean / scale, std::max(variance, 0.0) / scale / scale, median_of(numbers, extent)};
}

}  // namespace weir
