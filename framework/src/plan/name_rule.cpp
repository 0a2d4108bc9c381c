#include "plan/name_rule.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/invisible.hpp"
#include "diagnostics/shown.hpp"

namespace weir::plan {

using diagnostics::invisible_note;
using diagnostics::shown;

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Explains a name that looks right.
std::string what_is_not_seen(const std::string& name) {
  const std::string note = invisible_note(name);
  return note.empty() ? "" : fmt::format("'{}' {}", shown(name), note);
}

}  // namespace

std::optional<Problem> name_problem(const std::string& name) {
  if (name.empty()) return "the name is empty";
  if (name.size() > kLongestName) return fmt::format("a name has at most {} characters", kLongestName);
  const auto allowed = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (!is_letter(name.front()) || !std::all_of(name.begin(), name.end(), allowed))
    return Problem("a name is made of letters, digits, '_' and '-', with a letter first", what_is_not_seen(name));
  return std::nullopt;
}

}  // namespace weir::plan
