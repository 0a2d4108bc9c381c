#include "primes/decimal_lines.hpp"

#include <charconv>

namespace weir::stages {

DecimalLines::DecimalLines() : lows_(4 * kLow, '0') {
  for (std::uint64_t low = 0; low < kLow; ++low) {
    std::uint64_t rest = low;
    for (std::size_t digit = 4; digit-- > 0; rest /= 10) lows_[4 * low + digit] = static_cast<char>('0' + rest % 10);
  }
}

char* DecimalLines::write_with_new_head(std::uint64_t number, char* out) {
  if (number < kLow) {
    out = std::to_chars(out, out + kRoom, number).ptr;
    *out = '\n';
    return out + 1;
  }
  head_ = number / kLow;
  char* const digits = head_digits_.data();
  head_size_ = static_cast<std::size_t>(std::to_chars(digits, digits + head_digits_.size(), head_).ptr - digits);
  return write(number, out);
}

}  // namespace weir::stages
