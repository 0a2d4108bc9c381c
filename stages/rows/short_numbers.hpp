#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "words/byte_lanes.hpp"

namespace weir::stages {

// Numbers of at most eight characters, which most are, without a loop and nearly without a branch. What these do not read may still be a
// number. Eight digits at once: Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience 2021.

namespace short_numbers {

/// The characters of a number, right-aligned: the last one is the highest byte, and below the first are zeros.
struct Text {
  lanes::Bytes bytes;
  unsigned size;  ///< without the minus
  bool negative;
};

/// Requires: `text` has 1 to 8 characters, and at least eight can be read where it begins.
inline Text text_of(std::string_view text) noexcept {
  const lanes::Bytes bytes = lanes::load(text.data());
  const unsigned negative = text.front() == '-' ? 1 : 0;
  const unsigned size = static_cast<unsigned>(text.size()) - negative;
  return {size == 0 ? 0 : bytes >> (8 * negative) << (64 - 8 * size), size, negative != 0};
}

/// The number that these digits are; false when some are not digits, or there are none.
inline bool digits(lanes::Bytes bytes, unsigned size, std::uint64_t& number) noexcept {
  const lanes::Bytes missing = lanes::low_bits(64 - 8 * size);
  const lanes::Bytes values = (bytes | (lanes::all('0') & missing)) ^ lanes::all('0');
  if (size == 0 || (((values + lanes::all(0x76)) | values) & lanes::all(0x80)) != 0) return false;
  const lanes::Bytes pairs = values * 10 + (values >> 8U);
  constexpr std::uint64_t kPairs = 0x000000FF000000FF;
  number = ((pairs & kPairs) * 0x000F424000000064 + (pairs >> 16U & kPairs) * 0x0000271000000001) >> 32U;
  return true;
}

inline bool fits(std::string_view text, const char* readable_end) noexcept {
  return !text.empty() && text.size() <= 8 && readable_end - text.data() >= 8;
}

}  // namespace short_numbers

/// Reads a number such as `-123`. `readable_end`: of the memory that the text is in.
inline bool read_short_int(std::string_view text, const char* readable_end, std::int64_t& value) noexcept {
  if (!short_numbers::fits(text, readable_end)) return false;
  const auto parts = short_numbers::text_of(text);
  std::uint64_t number = 0;
  if (!short_numbers::digits(parts.bytes, parts.size, number)) return false;
  const std::int64_t sign = parts.negative ? -1 : 0;
  value = (static_cast<std::int64_t>(number) ^ sign) - sign;
  return true;
}

/// Reads a number such as `-12.5`, rounded to the nearest float: the digits and the power of ten that divides them are floats, so only the
/// division rounds (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
inline bool read_short_float(std::string_view text, const char* readable_end, char decimal_point, double& value) noexcept {
  constexpr std::array<double, 8> kPowers = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  if (!short_numbers::fits(text, readable_end)) return false;
  auto parts = short_numbers::text_of(text);
  unsigned decimals = 0;
  if (const lanes::Bytes points = lanes::zeros(parts.bytes ^ lanes::all(static_cast<unsigned char>(decimal_point))); points != 0) {
    const auto at = static_cast<unsigned>(std::countr_zero(points)) / 8;
    const lanes::Bytes before = parts.bytes & lanes::low_bits(8 * at);
    parts.bytes = (parts.bytes & ~lanes::low_bits(8 * at + 8)) | before << 8U;
    --parts.size;
    decimals = 7 - at;
  }
  std::uint64_t number = 0;
  if (!short_numbers::digits(parts.bytes, parts.size, number)) return false;
  const double magnitude = static_cast<double>(number) / kPowers[decimals];
  value =
      std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) | std::uint64_t{parts.negative} << 63U);  // a branch is guessed in vain
  return true;
}

}  // namespace weir::stages
