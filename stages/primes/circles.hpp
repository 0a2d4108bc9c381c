#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "primes/wheel.hpp"

namespace weir::stages {

/// A base prime on its way through the sieve. It crosses off in circles, the eight multiples of one turn of the wheel: in the next one it
/// is `position` bytes on, at the first of them.
struct Runner {
  std::uint32_t position;
  std::uint16_t quotient;  ///< the prime is 30·quotient + a residue
  std::uint16_t circles;   ///< that cover a whole piece
};

/// Crosses off circles of primes with one residue, 30·quotient + kResidues[kResidue], with everything that depends on it a constant.
template <unsigned kResidue>
class Circles {
 public:
  static constexpr std::size_t prime(std::size_t quotient) { return 30 * quotient + kResidues[kResidue]; }

  /// Crosses off the circle that begins at `at`; it ends less than the prime bytes on.
  static void cross_off(std::uint8_t* at, std::size_t quotient) {
    at[0] &= kept(0);
    at[6 * quotient + carry(kResidue, 1)] &= kept(1);
    at[10 * quotient + carry(kResidue, 2)] &= kept(2);
    at[12 * quotient + carry(kResidue, 3)] &= kept(3);
    at[16 * quotient + carry(kResidue, 4)] &= kept(4);
    at[18 * quotient + carry(kResidue, 5)] &= kept(5);
    at[22 * quotient + carry(kResidue, 6)] &= kept(6);
    at[28 * quotient + carry(kResidue, 7)] &= kept(7);
  }

  /// Crosses off in a whole piece, and less than twice the prime beyond, and moves the runners on to the piece after.
  ///
  /// Each prime runs as many circles as may be needed in any piece, always: the next prime's number is the same but for once in a while, so
  /// the processor foresees the end of the loop, where a prime that stops at the end of the piece would surprise it each time. That costs
  /// more than half a circle does. A circle that lies beyond the piece altogether is run again in the next.
  static void run_whole(std::uint8_t* bits, std::size_t size, std::span<Runner> runners) {
    for (Runner& runner : runners) {
      const std::size_t step = prime(runner.quotient);
      std::size_t at = runner.position;
      for (unsigned i = runner.circles; i != 0; --i, at += step) cross_off(bits + at, runner.quotient);
      at -= size;
      runner.position = static_cast<std::uint32_t>(at >= step ? at - step : at);
    }
  }

  /// Crosses off in the last piece, and less than the prime beyond.
  static void run_last(std::uint8_t* bits, std::size_t size, std::span<const Runner> runners) {
    for (const Runner& runner : runners) {
      for (std::size_t at = runner.position; at < size; at += prime(runner.quotient)) cross_off(bits + at, runner.quotient);
    }
  }

 private:
  static constexpr std::uint8_t kept(unsigned turn) { return static_cast<std::uint8_t>(~mask(kResidue, turn)); }
};

}  // namespace weir::stages
