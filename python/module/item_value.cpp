// Compiled without fused operations, and with calls of libm's functions where it says so: Python's bits.
//
// glibc computes both of `sincos` as it computes `sin` and `cos` alone, after one reduction of the argument.

#include "item_value.hpp"

#include <cmath>

namespace weir::python {

double item_value(double x) noexcept {
  double sine = 0;
  double cosine = 0;
  ::sincos(x, &sine, &cosine);
  return x * x + sine * cosine;
}

double step_value(double x) noexcept {
  return std::pow(x * 2.0 + 10.0, 2.0);
}

}  // namespace weir::python
