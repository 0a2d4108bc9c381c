#pragma once

#include <array>
#include <cstdint>

namespace weir::stages {

// Wheel factorisation with the basis 2, 3, 5, and the layout of the sieve: byte b stands for the numbers 30·b + r, where r are the eight
// residues that are coprime to 30 (the spokes of the wheel), lowest bit first.

inline constexpr std::array<std::uint8_t, 8> kResidues = {1, 7, 11, 13, 17, 19, 23, 29};

/// For each n below 30 the index of the first residue that is at least n.
inline constexpr std::array<std::uint8_t, 30> kNextResidue = [] {
  std::array<std::uint8_t, 30> next{};
  for (unsigned n = 0; n < 30; ++n) {
    while (kResidues[next[n]] < n) ++next[n];
  }
  return next;
}();

/// The bit of `n`, which 2, 3 and 5 do not divide, in its byte.
constexpr std::uint8_t bit_of(std::uint64_t n) {
  return static_cast<std::uint8_t>(1U << kNextResidue[n % 30]);
}

/// The multiple m = 30·k + kResidues[spoke] of the prime p = 30·quotient + kResidues[residue] is in byte
/// p·k + quotient·kResidues[spoke] + carry(residue, spoke), and there it is the bit mask(residue, spoke).
constexpr std::uint32_t carry(unsigned residue, unsigned spoke) {
  return kResidues[residue] * kResidues[spoke] / 30U;
}
constexpr std::uint8_t mask(unsigned residue, unsigned spoke) {
  return bit_of(std::uint64_t{kResidues[residue]} * kResidues[spoke]);
}

/// From that multiple to the one on the next spoke it is quotient·gap(spoke) + carry_gap(residue, spoke) bytes.
constexpr std::uint32_t gap(unsigned spoke) {
  return spoke < 7 ? kResidues[spoke + 1] - kResidues[spoke] : 2U;
}
constexpr std::uint32_t carry_gap(unsigned residue, unsigned spoke) {
  return (spoke < 7 ? carry(residue, spoke + 1) : kResidues[residue]) - carry(residue, spoke);
}

/// Eight bytes as a word whose lowest bit is the smallest number, on any machine; compilers make one load of it.
inline std::uint64_t load_word(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) word |= std::uint64_t{bytes[i]} << (8 * i);
  return word;
}

}  // namespace weir::stages
