#include "kernels/map.hpp"

namespace weir::expressions {

void null_where_nan(const Call& call) {
  const double* const values = call.out.values<double>();
  std::size_t nans = 0;
  for (std::size_t i = 0; i < call.rows; ++i) nans += values[i] != values[i] ? 1 : 0;
  if (nans == 0) return;
  for (std::size_t i = 0; i < call.rows; ++i) {
    if (std::isnan(values[i])) call.out.set_null(i);
  }
}

}  // namespace weir::expressions
