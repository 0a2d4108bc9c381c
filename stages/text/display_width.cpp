#include "text/display_width.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "diagnostics/utf8.hpp"

namespace weir::stages {

using diagnostics::decode_utf8;
using diagnostics::Decoded;

namespace {

std::size_t columns_of(char32_t code_point) noexcept {
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point))));
}

}  // namespace

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    const Decoded c = decode_utf8(at, end);
    width += columns_of(c.code_point);
    at += c.length;
  }
  return width;
}

std::string_view fit_width(std::string_view text, std::size_t columns) noexcept {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Decoded c = decode_utf8(text.data() + bytes, text.data() + text.size());
    const std::size_t width = columns_of(c.code_point);
    if (width > columns) break;
    columns -= width;
    bytes += c.length;
  }
  return text.substr(0, bytes);
}

}  // namespace weir::stages
