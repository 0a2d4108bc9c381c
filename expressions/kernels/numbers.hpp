#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace weir::expressions {

// Where the ints end, as floats. Every float from kIntBegin to below kIntEnd has a whole part that is an int.
inline constexpr double kIntBegin = -9223372036854775808.0;
inline constexpr double kIntEnd = 9223372036854775808.0;

/// The whole part; the nearest int where it is beyond, and 0 of what is not a number.
[[nodiscard]] inline std::int64_t to_int_clamped(double number) noexcept {
  if (number >= kIntEnd) return std::numeric_limits<std::int64_t>::max();
  if (number < kIntBegin) return std::numeric_limits<std::int64_t>::min();
  return number == number ? static_cast<std::int64_t>(number) : 0;
}
[[nodiscard]] inline std::int64_t to_int_clamped(std::int64_t number) noexcept {
  return number;
}

/// Compares an int with a float as the numbers that they are, since a float can be too coarse for the int: -1, 0 or 1, or not a number
/// where the float is none.
[[nodiscard]] inline double compare(std::int64_t a, double b) noexcept {
  if (b != b) return b;
  if (b >= kIntEnd) return -1;
  if (b < kIntBegin) return 1;
  const auto whole = static_cast<std::int64_t>(b);
  if (a != whole) return a < whole ? -1 : 1;
  const double rest = b - static_cast<double>(whole);
  return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

}  // namespace weir::expressions
