#include "text/display_width.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "diagnostics/utf8.hpp"

namespace weir::stages {

using diagnostics::decode_utf8;

Glyph first_glyph(std::string_view text) {
  const auto first = decode_utf8(text.data(), text.data() + text.size());
  return {first.length, static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(first.code_point))))};
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Glyph glyph = first_glyph(text);
    columns += glyph.columns;
    text.remove_prefix(glyph.bytes);
  }
  return columns;
}

}  // namespace weir::stages
