#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::params {

/// A decimal number as written, exactly: (negative ? -1 : 1) × digits × 10^exponent.
struct Decimal {
  bool negative = false;
  bool leading_zero = false;  ///< `010`: octal to some readers, ten to others
  bool too_long = false;      ///< more digits than 64 bits hold
  std::uint64_t digits = 0;
  int exponent = 0;
};

/// Whether `c` is 0 to 9, in any locale.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Removes a number from the front of `text`: `12`, `-3`, `1.5`, `1e9`. If there is none, returns nothing and leaves `text` alone.
std::optional<Decimal> take_decimal(std::string_view& text);

/// The result of a conversion to a whole number.
enum class Whole { exact, fraction, too_large };

/// `number` × `unit`, without its sign.
Whole to_whole(const Decimal& number, std::uint64_t unit, std::uint64_t& result);

}  // namespace weir::params
