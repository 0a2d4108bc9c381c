#include "diagnostics/found.hpp"

#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "diagnostics/invisible.hpp"
#include "diagnostics/shown.hpp"

namespace weir::diagnostics {
namespace {

constexpr const char* kVariable = "a variable is written ${NAME}, and no command is run";

bool is_variable(std::string_view text) {
  return text.starts_with("$(") ||
         (text.size() > 1 && text[0] == '$' && (std::isalpha(static_cast<unsigned char>(text[1])) != 0 || text[1] == '_'));
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
  const std::string note = invisible_note(value.text);
  return note.empty() ? quoted : fmt::format("{}, which {}", quoted, note);
}

Problem unexpected(std::string_view expected, const Value& value, std::string mend) {
  const bool variable = value.form == Value::Form::scalar && is_variable(value.text);
  return {fmt::format("expected {}, found {}", expected, found(value)), variable ? std::string(kVariable) : std::move(mend)};
}

}  // namespace weir::diagnostics
