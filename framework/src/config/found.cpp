#include "config/found.hpp"

#include <cctype>
#include <cstddef>

#include <fmt/format.h>

#include "config/invisible.hpp"
#include "config/printable.hpp"

namespace weir {
namespace {

constexpr std::size_t kLongestShown = 40;

bool continues_a_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

bool is_variable(std::string_view text) {
  return text.starts_with("${") || text.starts_with("$(") ||
         (text.size() > 1 && text[0] == '$' && (std::isalpha(static_cast<unsigned char>(text[1])) != 0 || text[1] == '_'));
}

// What people should know of a text that was to be something else.
std::string remark(std::string_view text) {
  if (is_variable(text)) return fmt::format(" ({})", kVariables);
  const std::string note = invisible_note(text);
  return note.empty() ? "" : fmt::format(", which {}", note);
}

}  // namespace

std::string shown(std::string_view text) {
  std::size_t end = text.size();
  if (end > kLongestShown) {
    end = kLongestShown;
    // No character is longer than four bytes; what looks longer is not UTF-8 and can be cut anywhere.
    for (std::size_t back = 0; back < 3 && continues_a_character(text[end]); ++back) --end;
  }
  const std::string out = printable(text.substr(0, end), Layout::escape);
  return end < text.size() ? out + "..." : out;
}

std::string found(const Value& value) {
  switch (value.form) {
    case Value::Form::null:
      return value.text.empty() ? "nothing" : value.text;
    case Value::Form::list:
      return "a list";
    case Value::Form::map:
      return "a map";
    case Value::Form::scalar:
      break;
  }
  const std::string quoted = value.quoted ? fmt::format("the string \"{}\"", shown(value.text)) : fmt::format("'{}'", shown(value.text));
  return quoted + remark(value.text);
}

}  // namespace weir
