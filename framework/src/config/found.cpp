#include "config/found.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace weir {
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
    while (end > 0 && continues_a_character(text[end])) --end;
  }
  std::string out;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return end < text.size() ? out + "..." : out;
}

std::string found(const Value& value) {
  switch (value.form) {
    case Value::Form::null:
      return "nothing";
    case Value::Form::list:
      return "a list";
    case Value::Form::map:
      return "a map";
    case Value::Form::scalar:
      break;
  }
  return value.quoted ? fmt::format("the string \"{}\"", shown(value.text)) : fmt::format("'{}'", shown(value.text));
}

}  // namespace weir
