#pragma once

#include <cstddef>
#include <cstdint>

#include "primes/wheel.hpp"

namespace weir::stages {

/// A base prime on its way through the sieve: its next multiple is `position` bytes on, and is at that turn of the wheel.
struct Runner {
  std::uint32_t position;
  std::uint32_t quotient : 29;
  std::uint32_t turn : 3;
};

/// Crosses off one base prime, 30·quotient + kResidues[kResidue], in a piece of the sieve. The wheel's eight turns are written out, with
/// everything that depends on the residue a constant.
template <unsigned kResidue>
class Crossing {
 public:
  /// Crosses off in `size` bytes and moves the runner on to its first multiple after them, counted from their end.
  static void run(std::uint8_t* bits, std::size_t size, Runner& runner) {
    Crossing crossing(bits, size, runner);
    crossing.go(runner.turn);
    runner.position = static_cast<std::uint32_t>(crossing.at_ - size);
    runner.turn = crossing.turn_ & 7U;
  }

 private:
  Crossing(std::uint8_t* bits, std::size_t size, const Runner& runner)
      : bits_(bits), size_(size), quotient_(runner.quotient), at_(runner.position), turn_(runner.turn) {}

  // Enters the circle at the turn where the prime stands; a turn that is beyond the end leaves it.
  void go(unsigned turn) {
    switch (turn) {
      for (;;) {
        case 0:
          whole_circles();
          if (!step<0>()) return;
          [[fallthrough]];
        case 1:
          if (!step<1>()) return;
          [[fallthrough]];
        case 2:
          if (!step<2>()) return;
          [[fallthrough]];
        case 3:
          if (!step<3>()) return;
          [[fallthrough]];
        case 4:
          if (!step<4>()) return;
          [[fallthrough]];
        case 5:
          if (!step<5>()) return;
          [[fallthrough]];
        case 6:
          if (!step<6>()) return;
          [[fallthrough]];
        default:
          if (!step<7>()) return;
      }
    }
  }

  template <unsigned kTurn>
  bool step() {
    turn_ = kTurn;
    if (at_ >= size_) return false;
    cross_off<kTurn>(at_);
    at_ += quotient_ * gap(kTurn) + carry_gap(kResidue, kTurn);
    return true;
  }

  void whole_circles() {
    const std::size_t span = 28 * quotient_ + carry(kResidue, 7);
    for (; at_ + span < size_; at_ += 30 * quotient_ + kResidues[kResidue]) {
      cross_off<0>(at_);
      cross_off<1>(at_ + 6 * quotient_ + carry(kResidue, 1));
      cross_off<2>(at_ + 10 * quotient_ + carry(kResidue, 2));
      cross_off<3>(at_ + 12 * quotient_ + carry(kResidue, 3));
      cross_off<4>(at_ + 16 * quotient_ + carry(kResidue, 4));
      cross_off<5>(at_ + 18 * quotient_ + carry(kResidue, 5));
      cross_off<6>(at_ + 22 * quotient_ + carry(kResidue, 6));
      cross_off<7>(at_ + span);
    }
  }

  template <unsigned kTurn>
  void cross_off(std::size_t at) {
    constexpr auto kKept = static_cast<std::uint8_t>(~mask(kResidue, kTurn));
    bits_[at] &= kKept;
  }

  std::uint8_t* bits_;
  std::size_t size_;
  std::size_t quotient_;
  std::size_t at_;
  unsigned turn_;
};

}  // namespace weir::stages
