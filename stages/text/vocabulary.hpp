#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/random.hpp"

namespace weir::stages {

/// Made-up words of 1 to `kLongest` letters a to z that look like words, all different. The first are short, as the common words of a
/// language are.
class Vocabulary {
 public:
  static constexpr std::size_t kLongest = 15;

  Vocabulary(std::uint32_t size, Random& random);

  [[nodiscard]] std::string_view word(std::uint32_t rank) const noexcept { return {words_[rank].bytes.data(), words_[rank].length}; }

 private:
  struct Word {
    std::array<char, kLongest> bytes;
    std::uint8_t length;
  };

  std::vector<Word> words_;
};

}  // namespace weir::stages
