#include "kernels/map.hpp"

#include <algorithm>
#include <array>

namespace weir::expressions {
namespace {

// 0 times a number is 0; 0 times what is infinite or not a number is not a number, and neither is a sum with it. GCC 12 vectorises this,
// and no loop that compares each value with itself.
bool all_finite(const double* values, std::size_t count) {
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= count; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += 0.0 * values[i + k];
  }
  for (; i < count; ++i) sums[0] += 0.0 * values[i];
  return std::all_of(sums.begin(), sums.end(), [](double sum) { return sum == 0; });
}

}  // namespace

void null_where_nan(const Call& call) {
  const double* const values = call.out.values<double>();
  if (all_finite(values, call.rows)) return;
  for (std::size_t i = 0; i < call.rows; ++i) {
    if (std::isnan(values[i])) call.out.set_null(i);
  }
}

}  // namespace weir::expressions
