#include "rows/exact_sum.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace weir::stages {

namespace {

constexpr int kLeastScale = -1074;  // of the lowest bit of a float
constexpr std::uint64_t kMantissa = (std::uint64_t{1} << 52U) - 1;
constexpr std::uint32_t kMostAdditions = std::uint32_t{1} << 29U;  // four chunks an addition at most, and room for a carry

using Fixed = Fixed128;
__extension__ using UnsignedFixed = unsigned __int128;

// A finite float as magnitude times 2^(shift + kLeastScale).
struct Parts {
  std::uint64_t magnitude;
  unsigned shift;
  bool negative;
};
Parts parts_of(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto exponent = static_cast<unsigned>(bits >> 52U & 0x7FFU);
  const std::uint64_t mantissa = bits & kMantissa;
  if (exponent == 0) return {mantissa, 0, bits >> 63U != 0};
  return {mantissa | (kMantissa + 1), exponent - 1, bits >> 63U != 0};
}

}  // namespace

void WideSum::add(double value) noexcept {
  if (!std::isfinite(value)) {
    beyond_ += value;
    return;
  }
  const Parts parts = parts_of(value);
  add_magnitude(parts.magnitude, parts.shift, parts.negative);
}

void WideSum::add_fixed(Fixed128 value, int scale) noexcept {
  const bool negative = value < 0;
  auto magnitude = static_cast<UnsignedFixed>(value);
  if (negative) magnitude = -magnitude;
  const auto shift = static_cast<unsigned>(scale - kLeastScale);
  add_magnitude(static_cast<std::uint64_t>(magnitude), shift, negative);
  add_magnitude(static_cast<std::uint64_t>(magnitude >> 64U), shift + 64, negative);
}

void WideSum::add(const WideSum& other) noexcept {
  WideSum carried = other;
  carried.carry();
  carry();
  for (std::size_t i = 0; i < kChunks; ++i) chunks_[i] += carried.chunks_[i];
  carry();
  beyond_ += other.beyond_;
}

void WideSum::add_magnitude(std::uint64_t magnitude, unsigned shift, bool negative) noexcept {
  if (++additions_ == kMostAdditions) carry();
  UnsignedFixed shifted = static_cast<UnsignedFixed>(magnitude) << (shift % 32);
  for (std::size_t i = shift / 32; shifted != 0; ++i, shifted >>= 32U) {
    const auto part = static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted));
    chunks_[i] += negative ? -part : part;
  }
}

// Leaves each chunk but the last, which has the sign, from 0 to 2^32 - 1.
void WideSum::carry() noexcept {
  std::int64_t carried = 0;
  for (std::size_t i = 0; i + 1 < kChunks; ++i) {
    const std::int64_t sum = chunks_[i] + carried;
    carried = sum >> 32U;
    chunks_[i] = sum & 0xFFFFFFFF;
  }
  chunks_[kChunks - 1] += carried;
  additions_ = 0;
}

double WideSum::value() const noexcept {
  if (beyond_ != 0 || std::isnan(beyond_)) return beyond_;
  WideSum magnitude = *this;
  magnitude.carry();
  const bool negative = magnitude.chunks_[kChunks - 1] < 0;
  if (negative) {
    for (std::int64_t& chunk : magnitude.chunks_) chunk = -chunk;
    magnitude.carry();
  }
  std::size_t top = kChunks;
  while (top > 0 && magnitude.chunks_[top - 1] == 0) --top;
  if (top == 0) return 0;
  // The highest 64 to 95 bits, and whether anything is set below them.
  const std::size_t lowest = top < 3 ? 0 : top - 3;
  UnsignedFixed bits = 0;
  for (std::size_t i = top; i-- > lowest;) bits = bits << 32U | static_cast<std::uint32_t>(magnitude.chunks_[i]);
  bool below = false;
  for (std::size_t i = 0; i < lowest; ++i) below = below || magnitude.chunks_[i] != 0;
  bits = bits << 1U | static_cast<unsigned>(below);
  // The conversion rounds to the nearest even; below the normal range there is nothing to round, since the lowest chunk is worth 2^-1074.
  const auto rounded = static_cast<double>(bits);
  const double value = std::ldexp(rounded, static_cast<int>(32 * lowest) + kLeastScale - 1);
  return negative ? -value : value;
}

Fixed128 ExactSum::fixed() const noexcept {
  return static_cast<Fixed>(static_cast<UnsignedFixed>(static_cast<std::uint64_t>(high_)) << 64U | low_);
}

// Returns false, and adds nothing, where the sum is wide or would have to be.
bool ExactSum::add_fixed(Fixed128 value) noexcept {
  Fixed sum = 0;
  if (wide_ != 0 || __builtin_add_overflow(fixed(), value, &sum)) return false;
  low_ = static_cast<std::uint64_t>(sum);
  high_ = static_cast<std::int64_t>(sum >> 64U);
  return true;
}

void ExactSum::add(double value, Wides& wides) {
  const Parts parts = parts_of(value);
  const unsigned shift = parts.shift - (kScale - kLeastScale);  // wraps where the value has bits below the lowest
  if (shift <= 73 || parts.magnitude == 0) {
    const auto magnitude = static_cast<Fixed>(parts.magnitude) << (shift & 127U);
    if (add_fixed(parts.negative ? -magnitude : magnitude)) return;
  }
  widen(wides).add(value);
}

void ExactSum::add(const ExactSum& other, Wides& wides, const Wides& wides_of_other) {
  if (other.wide_ != 0)
    widen(wides).add(wides_of_other[other.wide_ - 1]);
  else if (!add_fixed(other.fixed()))
    widen(wides).add_fixed(other.fixed(), kScale);
}

double ExactSum::value(const Wides& wides) const noexcept {
  return wide_ != 0 ? wides[wide_ - 1].value() : std::ldexp(static_cast<double>(fixed()), kScale);
}

double ExactSum::rest(const Wides& wides) const {
  const double rounded = value(wides);
  if (!std::isfinite(rounded)) return 0;
  ExactSum left = *this;
  Wides own;
  if (wide_ != 0) {
    own.push_back(wides[wide_ - 1]);
    left.wide_ = 1;
  }
  left.add(-rounded, own);
  return left.value(own);
}

WideSum& ExactSum::widen(Wides& wides) {
  if (wide_ == 0) {
    wides.emplace_back();
    wide_ = wides.size();
    wides.back().add_fixed(fixed(), kScale);
  }
  return wides[wide_ - 1];
}

}  // namespace weir::stages
