#include "diagnostics/utf8.hpp"

#include <string_view>
#include <vector>

#include "catch.hpp"

using weir::diagnostics::append_utf8;
using weir::diagnostics::decode_utf8;

namespace {

/// The lengths of the pieces a text decodes to; those of pieces that are not UTF-8 are negative.
std::vector<int> pieces(std::string_view text) {
  std::vector<int> lengths;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    const auto c = decode_utf8(at, end);
    lengths.push_back(c.valid ? static_cast<int>(c.length) : -static_cast<int>(c.length));
    at += c.length;
  }
  return lengths;
}

}  // namespace

TEST_CASE("Every code point reads back as it was written") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_utf8(text, c);
    const auto decoded = decode_utf8(text.data(), text.data() + text.size());
    if (!decoded.valid || decoded.code_point != c || decoded.length != text.size()) FAIL("U+" << std::hex << static_cast<unsigned>(c));
  }
}

TEST_CASE("Bytes that are not UTF-8 are taken in the pieces that the Unicode standard shows") {
  // The Unicode Standard 14.0, section 3.9, tables 3-8 to 3-11.
  CHECK(pieces("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == std::vector<int>{-1, -1, -1, -1, -1, -1, -1, -1, 1});
  CHECK(pieces("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") == std::vector<int>{-1, -1, -1, -1, -1, -1, -1, -1, 1});
  CHECK(pieces("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") == std::vector<int>{-1, -1, -1, -1, -1, 1, -1, -1, 1});
  CHECK(pieces("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == std::vector<int>{-2, -1, -3, -2, 1});
}
