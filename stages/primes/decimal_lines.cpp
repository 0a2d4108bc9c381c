#include "primes/decimal_lines.hpp"

#include <charconv>
#include <cstring>

namespace weir::stages {

DecimalLines::DecimalLines() {
  for (std::uint64_t low = 0; low < kLow; ++low) lows_ += std::to_string(kLow + low).substr(1);
}

void DecimalLines::append(std::uint64_t number, std::string& text) {
  if (number / kLow != head_) {
    head_ = number / kLow;
    head_size_ = static_cast<std::size_t>(std::to_chars(head_digits_.data(), head_digits_.data() + head_digits_.size(), head_).ptr -
                                          head_digits_.data());
  }
  if (head_ == 0) {
    text += std::to_string(number) + '\n';
    return;
  }
  std::array<char, 24> line;  // all of the head is copied, since a copy of fixed size is a single instruction
  std::memcpy(line.data(), head_digits_.data(), head_digits_.size());
  std::memcpy(line.data() + head_size_, lows_.data() + number % kLow * 4, 4);
  line[head_size_ + 4] = '\n';
  text.append(line.data(), head_size_ + 5);
}

}  // namespace weir::stages
