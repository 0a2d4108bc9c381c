#include "params/decimal.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace weir::params {
namespace {

// A larger exponent makes no difference: a number of 64 bits has at most 20 digits.
constexpr int kLargestExponent = 1000;

void append_digit(Decimal& number, char c) {
  const auto digit = static_cast<std::uint64_t>(c - '0');
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  if (number.digits > (kMax - digit) / 10)
    number.too_long = true;
  else
    number.digits = number.digits * 10 + digit;
}

// Reads digits and returns where they end.
std::size_t read_digits(std::string_view text, std::size_t i, Decimal& number) {
  for (; i < text.size() && is_digit(text[i]); ++i) append_digit(number, text[i]);
  return i;
}

std::size_t read_fraction(std::string_view text, std::size_t i, Decimal& number) {
  if (i + 1 >= text.size() || text[i] != '.' || !is_digit(text[i + 1])) return i;
  std::size_t end = i + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::size_t last = end;
  while (last > i + 1 && text[last - 1] == '0') --last;  // 1.50 is 1.5
  for (std::size_t k = i + 1; k < last; ++k) append_digit(number, text[k]);
  number.exponent = -static_cast<int>(std::min<std::size_t>(last - i - 1, kLargestExponent));
  return end;
}

std::size_t read_exponent(std::string_view text, std::size_t i, Decimal& number) {
  if (i >= text.size() || (text[i] != 'e' && text[i] != 'E')) return i;
  std::size_t k = i + 1;
  const bool negative = k < text.size() && text[k] == '-';
  if (k < text.size() && (text[k] == '-' || text[k] == '+')) ++k;
  if (k >= text.size() || !is_digit(text[k])) return i;
  int exponent = 0;
  for (; k < text.size() && is_digit(text[k]); ++k) exponent = std::min(exponent * 10 + (text[k] - '0'), kLargestExponent);
  number.exponent += negative ? -exponent : exponent;
  return k;
}

}  // namespace

std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal number;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) number.negative = text[i++] == '-';
  if (i >= text.size() || !is_digit(text[i])) return std::nullopt;
  number.leading_zero = text[i] == '0' && i + 1 < text.size() && is_digit(text[i + 1]);
  i = read_digits(text, i, number);
  i = read_fraction(text, i, number);
  i = read_exponent(text, i, number);
  text.remove_prefix(i);
  return number;
}

Whole to_whole(const Decimal& number, std::uint64_t unit, std::uint64_t& result) {
  if (number.too_long) return number.exponent < 0 ? Whole::fraction : Whole::too_large;
  std::uint64_t digits = number.digits;
  int exponent = digits == 0 ? 0 : number.exponent;
  // Tens are divided out of the digits first, then out of the unit: 1.5 × 1000 is whole, 0.5 × 1 is not.
  for (; exponent < 0 && digits % 10 == 0; ++exponent) digits /= 10;
  for (; exponent < 0 && unit % 10 == 0; ++exponent) unit /= 10;
  for (; exponent < 0 && digits % 5 == 0 && unit % 2 == 0; ++exponent) digits /= 5, unit /= 2;
  if (exponent < 0) return Whole::fraction;
  if (__builtin_mul_overflow(digits, unit, &result)) return Whole::too_large;
  for (; exponent > 0; --exponent) {
    if (__builtin_mul_overflow(result, std::uint64_t{10}, &result)) return Whole::too_large;
  }
  return Whole::exact;
}

}  // namespace weir::params
