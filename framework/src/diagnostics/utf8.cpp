#include "diagnostics/utf8.hpp"

#include <algorithm>

namespace weir::diagnostics {
namespace {

// What the first byte of a character says about the rest.
struct Lead {
  std::size_t length;               // of the character; 0: no character begins so
  unsigned char second_low = 0x80;  // the range of the second byte
  unsigned char second_high = 0xBF;
};

Lead lead_of(unsigned char byte) noexcept {
  if (byte < 0x80) return {1};
  if (byte < 0xC2 || byte > 0xF4) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};  // else overlong
  if (byte == 0xED) return {3, 0x80, 0x9F};  // else a surrogate
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};  // else overlong
  if (byte == 0xF4) return {4, 0x80, 0x8F};  // else above U+10FFFF
  return {4};
}

}  // namespace

Decoded decode_utf8(const char* begin, const char* end) noexcept {
  const auto byte = [begin](std::size_t i) { return static_cast<unsigned char>(begin[i]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length == 1) return {byte(0), 1, true};
  if (lead.length == 0) return {kReplacement, 1, false};
  const std::size_t available = std::min(lead.length, static_cast<std::size_t>(end - begin));
  char32_t code_point = byte(0) & (0x7FU >> lead.length);
  for (std::size_t i = 1; i < available; ++i) {
    const bool fits = i == 1 ? byte(1) >= lead.second_low && byte(1) <= lead.second_high : (byte(i) & 0xC0U) == 0x80U;
    if (!fits) return {kReplacement, i, false};
    code_point = (code_point << 6U) | (byte(i) & 0x3FU);
  }
  if (available < lead.length) return {kReplacement, available, false};
  return {code_point, lead.length, true};
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  const auto put_rest = [&put, code_point](unsigned shift) { put(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put_rest(0);
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put_rest(6);
    put_rest(0);
  } else {
    put(0xF0U | (code_point >> 18U));
    put_rest(12);
    put_rest(6);
    put_rest(0);
  }
}

std::size_t utf8_length(std::string_view text) noexcept {
  if (static_cast<unsigned char>(text.front()) < 0x80) return 1;  // nearly every character
  const Decoded first = decode_utf8(text.data(), text.data() + text.size());
  return first.valid ? first.length : 0;
}

char32_t code_point(std::string_view text) noexcept {
  return decode_utf8(text.data(), text.data() + text.size()).code_point;
}

}  // namespace weir::diagnostics
