#include "words/character_table.hpp"

#include <algorithm>

namespace weir::stages {

namespace {

bool is_surrogate(std::size_t c) noexcept {
  return c >= 0xD800 && c < 0xE000;
}

}  // namespace

const CharacterTable& CharacterTable::get() {
  // Never destroyed: a run may still be going when the program's own objects go.
  static const CharacterTable& table = *new CharacterTable;
  return table;
}

CharacterTable::CharacterTable() : lower_(kSize) {
  std::string text;
  for (std::size_t c = 0; c < kSize; ++c) {
    if (is_surrogate(c)) continue;  // not a character
    letters_[c] = stages::is_letter(static_cast<char32_t>(c));
    text.clear();
    stages::append_lower(text, static_cast<char32_t>(c));
    lower_[c].length = static_cast<unsigned char>(text.size());
    std::copy_n(text.begin(), std::min(text.size(), sizeof Lower::bytes), lower_[c].bytes);
  }
}

void CharacterTable::append_lower(std::string& text, char32_t c) const {
  if (c < kSize && lower_[c].length <= sizeof Lower::bytes)
    text.append(lower_[c].bytes, lower_[c].length);
  else
    stages::append_lower(text, c);
}

}  // namespace weir::stages
