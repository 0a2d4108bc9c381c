#include "diagnostics/found.hpp"

#include <cctype>

#include <fmt/format.h>

#include "diagnostics/invisible.hpp"
#include "diagnostics/shown.hpp"

namespace weir::diagnostics {
namespace {

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

}  // namespace weir::diagnostics
