#include "config/config_text.hpp"

#include <cstddef>
#include <optional>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "diagnostics/utf8.hpp"

namespace weir::config {

using diagnostics::utf8_length;

namespace {

// What is wrong with the character at the front of `rest`, if anything. Sets `length` to its bytes.
std::optional<Problem> fault(std::string_view rest, std::size_t& length) {
  length = utf8_length(rest);
  const auto byte = static_cast<unsigned char>(rest.front());
  if (length == 0) return Problem(fmt::format("the byte 0x{:02X} is not UTF-8", byte), "save the file as UTF-8");
  if (byte == '\r') return Problem("a carriage return is inside a line", "end lines with a line feed");
  const bool c1 = byte == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0;
  const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F || c1;
  if (control)
    return Problem(fmt::format("the control character U+{:04X} cannot stand in YAML", c1 ? static_cast<unsigned char>(rest[1]) : byte),
                   "take it away");
  return std::nullopt;
}

}  // namespace

std::string normalized(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_line_feed = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!before_line_feed) out += text[i];
  }
  return out;
}

bool check_size(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics) {
  if (text.size() <= kLargestText) return true;
  ErrorScope(diagnostics).add({text_index, 1, 1}, fmt::format("the text is larger than {} MiB, the most that is read", kLargestText >> 20));
  return false;
}

bool check_text(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics) {
  Position at{text_index, 1, 1};
  for (std::size_t i = 0, length = 1; i < text.size(); i += length) {
    if (auto wrong = fault(text.substr(i), length)) {
      ErrorScope(diagnostics).add(at, std::move(*wrong));
      return false;
    }
    at.column += static_cast<std::uint32_t>(length);
    if (text[i] == '\n') ++at.line, at.column = 1;
  }
  return true;
}

}  // namespace weir::config
