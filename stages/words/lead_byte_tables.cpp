#include "words/lead_byte_tables.hpp"

#include <string>

#include "diagnostics/utf8.hpp"
#include "words/character.hpp"

namespace weir::stages {

using diagnostics::append_utf8;

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

LeadByteTables make(Normalize normalize) {
  LeadByteTables tables;
  for (char32_t c = 0x80; c < 0x800; ++c) {
    LeadByteTable& bytes = tables[(c >> 6U) - (LeadByteTable::kFirstLead & 0x1FU)];
    const std::string text = normalized(c, normalize);
    auto& lead = bytes.lead[c & 0x3FU];
    auto& trail = bytes.trail[c & 0x3FU];
    if (is_white_space(c) || (text.size() != 2 && !text.empty())) {
      lead = trail = LeadByteTable::kOther;
    } else if (!text.empty()) {
      lead = static_cast<unsigned char>(text[0]);
      trail = static_cast<unsigned char>(text[1]);
    }
  }
  return tables;
}

}  // namespace

const LeadByteTables& lead_byte_tables(Normalize normalize) {
  static const std::array<LeadByteTables, 3> kTables{make(Normalize::letters), make(Normalize::lower), make(Normalize::none)};
  return kTables[static_cast<std::size_t>(normalize)];
}

}  // namespace weir::stages
