#include "words/letter_pairs.hpp"

#include <string>

#include "text/utf8.hpp"
#include "words/character.hpp"

namespace weir::stages {

namespace {

// Two bytes, or none.
std::string normalized(char32_t c, Normalize normalize) {
  std::string text;
  if (normalize == Normalize::none)
    append_utf8(text, c);
  else if (normalize == Normalize::lower || is_letter(c))
    append_lower(text, c);
  return text;
}

LetterPairTable make(Normalize normalize) {
  LetterPairTable table;
  for (char32_t c = 0x80; c < 0x800; ++c) {
    LetterPairs& pairs = table[(c >> 6U) - (LetterPairs::kFirstLead & 0x1FU)];
    const std::string text = normalized(c, normalize);
    auto& lead = pairs.lead[c & 0x3FU];
    auto& rest = pairs.rest[c & 0x3FU];
    if (is_white_space(c) || (text.size() != 2 && !text.empty())) {
      lead = rest = LetterPairs::kOther;
    } else if (!text.empty()) {
      lead = static_cast<unsigned char>(text[0]);
      rest = static_cast<unsigned char>(text[1]);
    }
  }
  return table;
}

}  // namespace

const LetterPairTable& letter_pairs(Normalize normalize) {
  static const std::array<LetterPairTable, 3> kTables{make(Normalize::letters), make(Normalize::lower), make(Normalize::none)};
  return kTables[static_cast<std::size_t>(normalize)];
}

}  // namespace weir::stages
