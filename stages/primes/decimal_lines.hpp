#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::stages {

/// Writes numbers in decimal, one a line, and is fast when they ascend: all but the last four digits seldom change from one to the next, so
/// they are made only when they do and copied otherwise.
class DecimalLines {
 public:
  DecimalLines();

  /// The most bytes that `write` touches.
  static constexpr std::size_t kRoom = 24;

  /// Writes a line at `out`, where there is room for `kRoom` bytes, and returns the end of the line.
  char* write(std::uint64_t number, char* out);

 private:
  static constexpr std::uint64_t kLow = 10'000;

  std::string lows_;                    // "0000" to "9999"
  std::uint64_t head_ = 0;              // number / kLow of the last line
  std::array<char, 16> head_digits_{};  // of it, none for 0
  std::size_t head_size_ = 0;
};

}  // namespace weir::stages
