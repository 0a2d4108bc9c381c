// What is escaped on its way to a terminal. The right answers are written out, or follow from the tables of Unicode and RFC 3629.

#include <algorithm>
#include <string>

#include "catch.hpp"
#include "diagnostics/printable.hpp"
#include "diagnostics/utf8.hpp"

using weir::diagnostics::code_point;
using weir::diagnostics::Layout;
using weir::diagnostics::printable;
using weir::diagnostics::utf8_length;

namespace {

std::string utf8(char32_t point) {
  std::string text;
  weir::diagnostics::append_utf8(text, point);
  return text;
}

}  // namespace

TEST_CASE("Text of any language goes to a terminal as it is") {
  for (const char* text : {"", "plain", "Straße", "数据", "नमस्ते", "שלום", "🌊", "a\\b", "C:\\x1B", "e\xCC\x81"})
    CHECK(printable(text) == text);
}

TEST_CASE("Control characters go to a terminal as escapes") {
  CHECK(printable("\x1B[31mred\x1B[0m") == "\\x1B[31mred\\x1B[0m");
  CHECK(printable("\x1B]0;title\x07") == "\\x1B]0;title\\x07");
  CHECK(printable("a\rb\bc\x7F") == "a\\x0Db\\x08c\\x7F");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u{9B}31m");
  CHECK(printable("\xC2\x80\xC2\x85\xC2\x9F\xC2\xA0") == "\\u{80}\\u{85}\\u{9F}\xC2\xA0");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("Line feeds and tabs stay where a text may have lines, and are escapes where it may not") {
  CHECK(printable("a\n\tb") == "a\n\tb");
  CHECK(printable("a\n\tb", Layout::escape) == "a\\n\\tb");
  CHECK(printable("a\vb\fc", Layout::keep) == "a\\x0Bb\\x0Cc");
}

TEST_CASE("What changes the direction of text goes to a terminal as an escape") {
  CHECK(printable("user\xE2\x80\xAE"
                  "gpj.exe") == "user\\u{202E}gpj.exe");
  for (char32_t point = 0x2000; point < 0x2070; ++point) {
    const bool directs = point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) || point >= 0x2066;
    const bool isolates_end = point > 0x2069;
    CHECK((printable(utf8(point)) != utf8(point)) == (directs && !isolates_end));
  }
  CHECK(printable("\xD8\x9C") == "\\u{61C}");
}

TEST_CASE("Bytes that are not UTF-8 go to a terminal as escapes, one by one") {
  CHECK(printable("a\xFFz") == "a\\xFFz");
  CHECK(printable("\xC3") == "\\xC3");
  CHECK(printable("\xE2\x82z") == "\\xE2\\x82z");
  CHECK(printable("\xED\xA0\x80") == "\\xED\\xA0\\x80");           // a surrogate
  CHECK(printable("\xC0\x9B") == "\\xC0\\x9B");                    // an escape in disguise
  CHECK(printable("\xF4\x90\x80\x80") == "\\xF4\\x90\\x80\\x80");  // beyond the last code point
}

TEST_CASE("No byte that a terminal acts on is left, whatever two characters meet") {
  const auto acts = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; };
  for (int pair = 0; pair < 256 * 256; ++pair) {
    const std::string text{static_cast<char>(pair / 256), static_cast<char>(pair % 256)};
    const std::string out = printable(text, Layout::escape);
    const bool c1 = out.size() == 2 && out[0] == '\xC2' && static_cast<unsigned char>(out[1]) < 0xA0;
    if (c1 || std::any_of(out.begin(), out.end(), acts)) FAIL_CHECK("the bytes " << pair / 256 << " and " << pair % 256);
  }
}

TEST_CASE("Each code point is the same after UTF-8 and back") {
  for (const char32_t point :
       {U'\0', U'a', U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uD7FF', U'\uE000', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    const std::string text = utf8(point);
    CHECK(utf8_length(text) == text.size());
    CHECK(code_point(text) == point);
  }
  CHECK(utf8(U'\u20AC') == "\xE2\x82\xAC");
  CHECK(utf8(U'\U0001F600') == "\xF0\x9F\x98\x80");
}
