#pragma once

#include <array>
#include <cstdint>

#include <weir/stages/normalize.hpp>

namespace weir::stages {

/// What becomes of the characters of two bytes, U+0080 to U+07FF, for a kernel that looks up 64 of them at once: the tables of one first
/// byte.
struct LetterPairs {
  static constexpr unsigned char kFirstLead = 0xC2;
  static constexpr unsigned char kLastLead = 0xDF;
  static constexpr unsigned char kDropped = 0;  ///< the character is left out
  static constexpr unsigned char kOther = 1;    ///< it is white space, or becomes more or fewer bytes than two

  alignas(
      64) std::array<unsigned char, 64> lead{};  ///< the first byte that it becomes, or one of the above; by the low six bits of the second
  alignas(64) std::array<unsigned char, 64> rest{};  ///< the second byte that it becomes, or the same of the above
};

using LetterPairTable = std::array<LetterPairs, LetterPairs::kLastLead - LetterPairs::kFirstLead + 1>;

/// The table of a way to normalize, by first byte less `kFirstLead`. Made at the first call, from utf8proc. Any number of threads.
const LetterPairTable& letter_pairs(Normalize normalize);

}  // namespace weir::stages
