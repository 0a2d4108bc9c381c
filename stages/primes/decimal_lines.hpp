#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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
  char* write(std::uint64_t number, char* out) {
    if (number / kLow != head_) return write_with_new_head(number, out);
    std::memcpy(out, head_digits_.data(), head_digits_.size());  // all of it: a copy of fixed size is one instruction
    out += head_size_;
    std::memcpy(out, lows_.data() + number % kLow * 4, 4);
    out[4] = '\n';
    return out + 5;
  }

 private:
  static constexpr std::uint64_t kLow = 10'000;

  char* write_with_new_head(std::uint64_t number, char* out);

  std::string lows_;                    // "0000" to "9999"
  std::uint64_t head_ = UINT64_MAX;     // number / kLow of the last line that had more than four digits; at first, of none
  std::array<char, 16> head_digits_{};  // of it
  std::size_t head_size_ = 0;
};

}  // namespace weir::stages
