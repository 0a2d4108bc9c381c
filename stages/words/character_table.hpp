#pragma once

#include <bitset>
#include <cstddef>
#include <string>
#include <vector>

#include "words/character.hpp"

namespace weir::stages {

/// `is_letter` and `append_lower` as tables for the first 65 536 characters, which are nearly all that come. Any number of threads.
class CharacterTable {
 public:
  /// Made at the first call, in a millisecond or two.
  static const CharacterTable& get();

  [[nodiscard]] bool is_letter(char32_t c) const noexcept { return c < kSize ? letters_[c] : stages::is_letter(c); }
  /// What `stages::append_lower` appends.
  void append_lower(std::string& text, char32_t c) const;

 private:
  static constexpr std::size_t kSize = 0x10000;

  CharacterTable();

  std::bitset<kSize> letters_;
  struct Lower {
    char bytes[3];
    unsigned char length;
  };
  std::vector<Lower> lower_;
};

}  // namespace weir::stages
