#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "primes/wheel.hpp"

namespace weir::stages {

/// A base prime and where it goes on crossing off. It does so in whole turns of the wheel, of eight multiples each.
struct SievingPrime {
  std::uint32_t position;  ///< bytes from where the next piece begins to the first multiple of the next turn
  std::uint16_t quotient;  ///< the prime is 30·quotient + a residue
  std::uint16_t turns;     ///< that cover a whole piece
};

/// Crosses off by turns of the wheel, for the primes 30·quotient + kResidues[kResidue]: all that depends on the residue is a constant.
template <unsigned kResidue>
class WheelTurns {
 public:
  static constexpr std::size_t value(std::size_t quotient) { return 30 * quotient + kResidues[kResidue]; }

  /// Crosses off the turn that begins at `at`. It spans fewer bytes than the prime's value.
  static void cross_off(std::uint8_t* at, std::size_t quotient) {
    at[0] &= clear_mask(0);
    at[6 * quotient + carry(kResidue, 1)] &= clear_mask(1);
    at[10 * quotient + carry(kResidue, 2)] &= clear_mask(2);
    at[12 * quotient + carry(kResidue, 3)] &= clear_mask(3);
    at[16 * quotient + carry(kResidue, 4)] &= clear_mask(4);
    at[18 * quotient + carry(kResidue, 5)] &= clear_mask(5);
    at[22 * quotient + carry(kResidue, 6)] &= clear_mask(6);
    at[28 * quotient + carry(kResidue, 7)] &= clear_mask(7);
  }

  /// Crosses off in a whole piece, and up to twice the prime's value beyond it, and moves the primes on to the next piece.
  ///
  /// A prime always makes as many turns as any piece may need. Neighbouring primes mostly need the same number, so the end of the loop is
  /// predicted; stopping at the end of the piece would be mispredicted for each prime, which costs more than half a turn. A turn that lies
  /// wholly beyond the piece is made again in the next one.
  static void cross_off_whole(std::uint8_t* bits, std::size_t size, std::span<SievingPrime> primes) {
    for (SievingPrime& prime : primes) {
      const std::size_t step = value(prime.quotient);
      std::size_t at = prime.position;
      for (unsigned i = prime.turns; i != 0; --i, at += step) cross_off(bits + at, prime.quotient);
      at -= size;
      prime.position = static_cast<std::uint32_t>(at >= step ? at - step : at);
    }
  }

  /// Crosses off in the last piece, and up to the prime's value beyond it.
  static void cross_off_last(std::uint8_t* bits, std::size_t size, std::span<const SievingPrime> primes) {
    for (const SievingPrime& prime : primes) {
      for (std::size_t at = prime.position; at < size; at += value(prime.quotient)) cross_off(bits + at, prime.quotient);
    }
  }

 private:
  static constexpr std::uint8_t clear_mask(unsigned spoke) { return static_cast<std::uint8_t>(~mask(kResidue, spoke)); }
};

}  // namespace weir::stages
