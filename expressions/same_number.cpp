#include "same_number.hpp"

#include <cstdint>

#include "kernels/numbers.hpp"

namespace weir::expressions {

Scalar same_number(const Scalar& number) noexcept {
  if (const auto* const whole = std::get_if<std::int64_t>(&number)) {
    const auto same = static_cast<double>(*whole);
    return compare(*whole, same) == 0 ? Scalar(same) : Scalar();
  }
  const auto* const real = std::get_if<double>(&number);
  if (real == nullptr) return {};
  const std::int64_t same = to_int_clamped(*real);
  return compare(same, *real) == 0 ? Scalar(same) : Scalar();
}

}  // namespace weir::expressions
