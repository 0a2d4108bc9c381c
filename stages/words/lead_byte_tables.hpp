#pragma once

#include <array>
#include <cstdint>

#include <weir/stages/normalize.hpp>

namespace weir::stages {

/// What normalizing makes of the characters of two bytes, U+0080 to U+07FF, that begin with one lead byte, for a kernel that looks up 64 of
/// them at once by their trail byte.
struct LeadByteTable {
  static constexpr unsigned char kFirstLead = 0xC2;
  static constexpr unsigned char kLastLead = 0xDF;
  static constexpr unsigned char kDropped = 0;  ///< the character is left out
  static constexpr unsigned char kOther = 1;    ///< it is white space, or becomes more or fewer bytes than two

  /// The lead byte that a character becomes, or one of the above, by the low six bits of its trail byte.
  alignas(64) std::array<unsigned char, 64> lead{};
  /// The trail byte that it becomes, or the same of the above.
  alignas(64) std::array<unsigned char, 64> trail{};
};

using LeadByteTables = std::array<LeadByteTable, LeadByteTable::kLastLead - LeadByteTable::kFirstLead + 1>;

/// The tables of a way to normalize, by lead byte less `kFirstLead`. Made at the first call, from utf8proc. Any number of threads.
const LeadByteTables& lead_byte_tables(Normalize normalize);

}  // namespace weir::stages
