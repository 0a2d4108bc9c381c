#include "diagnostics/utf8.hpp"

namespace weir::diagnostics {
namespace {

constexpr char32_t kTail = 0x80;  // what each byte after the first begins with

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

}  // namespace

// Not UTF-8 is what is cut short, longer than its value needs, a surrogate, or beyond U+10FFFF. The table is that of RFC 3629, section 4.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto in = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  const auto tail = [&](std::size_t i) { return in(i, 0x80, 0xBF); };
  if (byte(0) < 0x80) return 1;
  if (in(0, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (in(0, 0xE0, 0xEF)) {
    const bool second = byte(0) == 0xE0 ? in(1, 0xA0, 0xBF) : byte(0) == 0xED ? in(1, 0x80, 0x9F) : tail(1);
    return second && tail(2) ? 3 : 0;
  }
  if (in(0, 0xF0, 0xF4)) {
    const bool second = byte(0) == 0xF0 ? in(1, 0x90, 0xBF) : byte(0) == 0xF4 ? in(1, 0x80, 0x8F) : tail(1);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

char32_t code_point(std::string_view text) {
  const std::size_t length = utf8_length(text);
  constexpr unsigned kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};  // of a character of so many bytes
  char32_t point = byte_at(text, 0) & kFirstBits[length];
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte_at(text, i) & 0x3FU);
  return point;
}

std::string utf8(char32_t point) {
  const auto tail = [point](int shift) { return static_cast<char>(kTail | (point >> shift & 0x3F)); };
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) return {static_cast<char>(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return {static_cast<char>(0xE0 | point >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace weir::diagnostics
