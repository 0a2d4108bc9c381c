#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::stages {

__extension__ using Fixed128 = __int128;

/// The exact sum of any floats, as a fixed-point number that is wide enough for all of them: the "small superaccumulator" of Radford Neal,
/// "Fast exact summation using small and large superaccumulators" (2015). One thread at a time.
class WideSum {
 public:
  void add(double value) noexcept;                     ///< also one that is infinite or not a number
  void add_fixed(Fixed128 value, int scale) noexcept;  ///< `value` times 2^scale, of a scale from -1074 on
  void add(const WideSum& other) noexcept;             ///< all that the other has added

  /// Rounded to the nearest float, of two as near to the even one, as `+` rounds; not a number when infinities of both signs were added.
  [[nodiscard]] double value() const noexcept;

 private:
  // Chunk i is worth 2^(32 i - 1074). Between carries a chunk has room for 2^31 additions of 32 bits.
  static constexpr std::size_t kChunks = 70;

  void add_magnitude(std::uint64_t magnitude, unsigned shift, bool negative) noexcept;
  void carry() noexcept;

  std::array<std::int64_t, kChunks> chunks_{};
  std::uint32_t additions_ = 0;  // since the last carry
  double beyond_ = 0;            // the sum of infinities and of what is not a number
};

/// An exact sum that takes little memory and time while the values are ordinary: whole multiples of 2^-74 below 2^52. From the first other
/// one on it is a `WideSum`, in a list that many such sums share. A plain value: all bytes zero is the sum of nothing, and a copy is the
/// same sum with the same list.
///
/// The sum of the same values is the same, to the last bit, in whichever order and grouping they are added.
class ExactSum {
 public:
  using Wides = std::vector<WideSum>;

  void add(double value, Wides& wides);
  /// Adds what another sum with another list has added.
  void add(const ExactSum& other, Wides& wides, const Wides& wides_of_other);

  /// Rounded to the nearest float.
  [[nodiscard]] double value(const Wides& wides) const noexcept;
  /// What `value` has rounded away, itself rounded; 0 when the value is not finite.
  [[nodiscard]] double rest(const Wides& wides) const;

 private:
  static constexpr int kScale = -74;

  [[nodiscard]] Fixed128 fixed() const noexcept;
  bool add_fixed(Fixed128 value) noexcept;
  WideSum& widen(Wides& wides);

  std::uint64_t low_ = 0;   // of a sum that is not wide, in units of 2^kScale
  std::int64_t high_ = 0;   // likewise
  std::uint64_t wide_ = 0;  // its place in the list, from 1; 0: it is not wide
};

}  // namespace weir::stages
