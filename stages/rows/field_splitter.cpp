#include "rows/field_splitter.hpp"

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "rows/find_byte.hpp"

namespace weir::stages {
namespace {

// Where `what`, which is not empty, is next; `end` when it is not there. It is short: a call to compare it would cost more than a loop.
const char* find_next(const char* begin, const char* end, std::string_view what) noexcept {
  for (const char* at = begin;; ++at) {
    at = find_byte(at, end, what.front());
    if (static_cast<std::size_t>(end - at) < what.size()) return end;
    std::size_t same = 1;
    while (same < what.size() && at[same] == what[same]) ++same;
    if (same == what.size()) return at;
  }
}

// Whether an odd number of backslashes stands before it.
bool is_escaped(const char* begin, const char* at) noexcept {
  const char* before = at;
  while (before != begin && before[-1] == '\\') --before;
  return (at - before) % 2 == 1;
}

// Where a field ends that begins there; null when it does not.
const char* field_end(const char* begin, const char* end, const Field& field) noexcept {
  if (field.separator.empty()) return end;
  const char* at = find_next(begin, end, field.separator);
  while (field.escaped_quotes && at != end && is_escaped(begin, at)) at = find_next(at + 1, end, field.separator);
  return at == end ? nullptr : at;
}

}  // namespace

bool FieldSplitter::split(std::string_view text, std::string_view* fields) const noexcept {
  if (!text.starts_with(pattern_.begin)) return false;
  const char* at = text.data() + pattern_.begin.size();
  const char* const end = text.data() + text.size();
  for (const Field& field : pattern_.fields) {
    const char* const behind = field_end(at, end, field);
    if (behind == nullptr) return false;
    if (!field.name.empty()) *fields++ = {at, static_cast<std::size_t>(behind - at)};
    at = behind + field.separator.size();
  }
  return at == end;
}

std::string FieldSplitter::why_not(std::string_view text) const {
  if (!text.starts_with(pattern_.begin)) return fmt::format("does not begin with '{}'", diagnostics::shown(pattern_.begin));
  const char* at = text.data() + pattern_.begin.size();
  const char* const end = text.data() + text.size();
  std::size_t number = 0;
  for (const Field& field : pattern_.fields) {
    ++number;
    const char* const behind = field_end(at, end, field);
    const std::string name = field.name.empty() ? fmt::format("field {}", number) : fmt::format("'{}'", diagnostics::shown(field.name));
    if (behind == nullptr) return fmt::format("has no '{}' behind {}", diagnostics::shown(field.separator), name);
    at = behind + field.separator.size();
  }
  return fmt::format("goes on behind the end of the pattern, with '{}'", diagnostics::shown({at, static_cast<std::size_t>(end - at)}));
}

}  // namespace weir::stages
