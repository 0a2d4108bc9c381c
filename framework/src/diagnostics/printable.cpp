#include "diagnostics/printable.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "diagnostics/utf8.hpp"

namespace weir::diagnostics {
namespace {

constexpr char32_t kDelete = 0x7F;

std::string control(char32_t point, Layout layout) {
  const bool laid_out = point == '\n' || point == '\t';
  if (laid_out && layout == Layout::keep) return {static_cast<char>(point)};
  if (laid_out) return point == '\n' ? "\\n" : "\\t";
  return fmt::format("\\x{:02X}", static_cast<unsigned>(point));
}

// The property Bidi_Control of Unicode, and the separators that some terminals break lines at.
bool directs_text(char32_t point) {
  return point == 0x061C || point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

// What most texts have alone.
bool is_plain(char c) {
  return c >= ' ' && c <= '~';
}

// The one character at the front of `text`, which is not empty; its bytes are removed from `text`.
std::string take_printable(std::string_view& text, Layout layout) {
  const std::size_t length = utf8_length(text);
  const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
  text.remove_prefix(character.size());
  if (length == 0) return fmt::format("\\x{:02X}", static_cast<unsigned char>(character.front()));
  const char32_t point = code_point(character);
  if (point < 0x20 || point == kDelete) return control(point, layout);
  const bool c1 = point > kDelete && point < 0xA0;
  if (c1 || directs_text(point)) return fmt::format("\\u{{{:X}}}", static_cast<unsigned>(point));
  return std::string(character);
}

}  // namespace

std::string printable(std::string_view text, Layout layout) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) out += take_printable(text, layout);
  }
  return out;
}

}  // namespace weir::diagnostics
