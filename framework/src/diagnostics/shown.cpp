#include "diagnostics/shown.hpp"

#include <cstddef>

#include "diagnostics/printable.hpp"

namespace weir::diagnostics {
namespace {

constexpr std::size_t kLongestShown = 40;

bool continues_a_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

std::string shown(std::string_view text) {
  std::size_t end = text.size();
  if (end > kLongestShown) {
    end = kLongestShown;
    // No character has more than four bytes; anything longer is not UTF-8 and can be cut anywhere.
    for (std::size_t back = 0; back < 3 && continues_a_character(text[end]); ++back) --end;
  }
  const std::string out = printable(text.substr(0, end), Layout::escape);
  return end < text.size() ? out + "..." : out;
}

}  // namespace weir::diagnostics
