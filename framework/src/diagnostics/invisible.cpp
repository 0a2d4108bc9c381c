#include "diagnostics/invisible.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "diagnostics/utf8.hpp"

namespace weir::diagnostics {
namespace {

struct Range {
  char32_t first, last;
  const char* name;
};

// Characters without a glyph: the categories Cf and Zs of Unicode 15 except the space, Default_Ignorable_Code_Point, and U+2800, whose
// glyph is blank.
constexpr Range kInvisible[] = {{0x00A0, 0x00A0, "no-break space"},
                                {0x00AD, 0x00AD, "soft hyphen"},
                                {0x034F, 0x034F, "combining grapheme joiner"},
                                {0x061C, 0x061C, "Arabic letter mark"},
                                {0x115F, 0x1160, "Hangul filler"},
                                {0x1680, 0x1680, "Ogham space mark"},
                                {0x17B4, 0x17B5, "Khmer inherent vowel"},
                                {0x180B, 0x180F, "Mongolian format character"},
                                {0x2000, 0x200A, "a space of another width"},
                                {0x200B, 0x200B, "zero width space"},
                                {0x200C, 0x200C, "zero width non-joiner"},
                                {0x200D, 0x200D, "zero width joiner"},
                                {0x200E, 0x200E, "left-to-right mark"},
                                {0x200F, 0x200F, "right-to-left mark"},
                                {0x2028, 0x2028, "line separator"},
                                {0x2029, 0x2029, "paragraph separator"},
                                {0x202A, 0x202E, "bidirectional control"},
                                {0x202F, 0x202F, "narrow no-break space"},
                                {0x205F, 0x205F, "medium mathematical space"},
                                {0x2060, 0x2060, "word joiner"},
                                {0x2061, 0x2064, "invisible operator"},
                                {0x2066, 0x2069, "bidirectional control"},
                                {0x206A, 0x206F, "deprecated format character"},
                                {0x2800, 0x2800, "blank Braille pattern"},
                                {0x3000, 0x3000, "ideographic space"},
                                {0x3164, 0x3164, "Hangul filler"},
                                {0xFE00, 0xFE0F, "variation selector"},
                                {0xFEFF, 0xFEFF, "byte order mark"},
                                {0xFFA0, 0xFFA0, "Hangul filler"},
                                {0xFFF9, 0xFFFB, "interlinear annotation character"},
                                {0xE0000, 0xE0FFF, "tag or variation selector"}};

std::string with_name(char32_t point, const char* name) {
  return fmt::format("U+{:04X} ({})", static_cast<unsigned>(point), name);
}

// Calls `look(character, its code point or 0)` for each character until it returns true.
template <class Look>
void each_character(std::string_view text, const Look& look) {
  for (std::size_t length = 0; !text.empty(); text.remove_prefix(length)) {
    const std::size_t known = utf8_length(text);
    length = std::max<std::size_t>(known, 1);
    if (look(text.substr(0, length), known == 0 ? char32_t{0} : code_point(text))) return;
  }
}

}  // namespace

std::optional<std::string> invisible_name(char32_t point) {
  const auto* const range =
      std::find_if(std::begin(kInvisible), std::end(kInvisible), [point](const Range& r) { return r.first <= point && point <= r.last; });
  if (range == std::end(kInvisible)) return std::nullopt;
  return with_name(point, range->name);
}

std::string invisible_note(std::string_view text) {
  std::string note;
  each_character(text, [&note](std::string_view, char32_t point) {
    const auto name = invisible_name(point);
    if (name) note = fmt::format("contains {}", *name);
    return name.has_value();
  });
  return note;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  each_character(text, [&out](std::string_view character, char32_t point) {
    if (!invisible_name(point)) out += character;
    return false;
  });
  return out;
}

std::string beyond_ascii_note(std::string_view text) {
  std::string note;
  each_character(text, [&note](std::string_view, char32_t point) {
    if (point > 0x7F) note = fmt::format("contains U+{:04X}, which is not ASCII", static_cast<unsigned>(point));
    return !note.empty();
  });
  return note;
}

}  // namespace weir::diagnostics
