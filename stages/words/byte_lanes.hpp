#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

/// Eight bytes at a time in a 64-bit integer ("SIMD within a register", Lamport, "Multiple Byte Processing with Full-Word Instructions",
/// CACM 1975). Byte 0 is the first in memory and the lowest in the integer.
namespace weir::stages::lanes {

using Bytes = std::uint64_t;

/// The same byte eight times.
constexpr Bytes all(unsigned char byte) noexcept {
  return 0x0101010101010101U * byte;
}

inline Bytes load(const char* from) noexcept {
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  return bytes;
}

inline void store(Bytes bytes, char* to) noexcept {
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  std::memcpy(to, &bytes, sizeof bytes);
}

/// The top bit of each byte that is at least `low` (1 to 127). `bytes` are below 128.
constexpr Bytes at_least(Bytes bytes, unsigned char low) noexcept {
  return bytes + all(static_cast<unsigned char>(0x80 - low));
}

/// The top bit of each byte that is ASCII white space as in Python's `str.split()`: tab to carriage return, 0x1C to 0x1F, space.
constexpr Bytes white_space(Bytes bytes) noexcept {
  const Bytes low7 = bytes & all(0x7F);
  return at_least(low7, 0x09) & (~at_least(low7, 0x0E) | at_least(low7, 0x1C)) & ~at_least(low7, 0x21) & ~bytes & all(0x80);
}

/// The top bit of each byte that is A to Z or a to z.
constexpr Bytes letters(Bytes bytes) noexcept {
  const Bytes folded = (bytes & all(0x7F)) | all(0x20);
  return at_least(folded, 'a') & ~at_least(folded, 'z' + 1) & ~bytes & all(0x80);
}

/// The top bit of each byte that is 0.
constexpr Bytes zeros(Bytes bytes) noexcept {
  return ~(((bytes & all(0x7F)) + all(0x7F)) | bytes | all(0x7F));
}

/// A to Z made lower case, all else as it is.
constexpr Bytes to_lower(Bytes bytes) noexcept {
  const Bytes low7 = bytes & all(0x7F);
  const Bytes upper = at_least(low7, 'A') & ~at_least(low7, 'Z' + 1) & ~bytes & all(0x80);
  return bytes | (upper >> 2U);  // 0x80 >> 2 is the bit between 'A' and 'a'
}

/// The top bits as an eight-bit number, that of byte 0 the lowest. Requires that only top bits are set in `tops`.
constexpr std::uint64_t movemask(Bytes tops) noexcept {
  return ((tops >> 7U) * 0x0102040810204080U) >> 56U;
}

/// The lowest `count` bits, 0 to 64.
constexpr std::uint64_t low_bits(unsigned count) noexcept {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// The first `count` bytes, 0 to 8.
constexpr Bytes first(Bytes bytes, unsigned count) noexcept {
  return bytes & low_bits(8 * count);
}

}  // namespace weir::stages::lanes
