#include "config/variable_reference.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::config {

using diagnostics::shown;

namespace {

constexpr const char* kForDollar = "write $${ for a dollar and a bracket";

// What has a meaning in YAML, and what stands for it: control characters, but the one that yaml-cpp takes for the end of a text (4), and
// those that a config may have.
constexpr std::string_view kSpecial = "{}[],:?#&*!|>%@` -";
constexpr std::string_view kMasks = "\x01\x02\x03\x05\x06\x07\x08\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18";
static_assert(kSpecial.size() == kMasks.size());

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  for (char& c : out) {
    const std::size_t at = from.find(c);
    if (at != std::string_view::npos) c = to[at];
  }
  return out;
}

}  // namespace

std::variant<VariableReference, Problem> read_reference(std::string_view text) {
  const std::size_t end = text.find('}');
  if (end == std::string_view::npos) return Problem(fmt::format("'{}' has no }} that ends it", shown(text)), kForDollar);
  const std::string_view all = text.substr(0, end + 1);
  std::string_view inside = text.substr(2, end - 2);
  VariableReference reference;
  reference.size = all.size();
  const auto name_end = std::find_if_not(inside.begin(), inside.end(), is_name_character);
  reference.name = inside.substr(0, static_cast<std::size_t>(name_end - inside.begin()));
  inside.remove_prefix(reference.name.size());
  if (reference.name.empty() || (reference.name[0] >= '0' && reference.name[0] <= '9'))
    return Problem(fmt::format("'{}' names no variable", shown(all)),
                   fmt::format("a name has letters, digits and _, such as ${{OUT}}; {}", kForDollar));
  if (inside.empty()) return reference;
  reference.words = inside.substr(std::min<std::size_t>(inside.size(), 2));
  if (reference.words.find("${") != std::string_view::npos)
    return Problem(fmt::format("'{}' has another ${{ inside", shown(all)), "a default is a plain text");
  if (inside.starts_with(":-"))
    reference.otherwise = VariableReference::Otherwise::fallback;
  else if (inside.starts_with(":?"))
    reference.otherwise = VariableReference::Otherwise::message;
  else
    return Problem(fmt::format("'{}' cannot be read", shown(all)),
                   fmt::format("behind the name stands }}, or :- and a default, or :? and a message; {}", kForDollar));
  return reference;
}

void mask_references(std::string& text) {
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 1)) {
    const std::size_t end = text.find_first_of("}\n'\"", at);
    if (end == std::string::npos || text[end] != '}') continue;
    const std::string masked = replaced(std::string_view(text).substr(at, end + 1 - at), kSpecial, kMasks);
    text.replace(at, masked.size(), masked);
  }
}

// Escapes can put such characters elsewhere.
std::string unmasked(std::string_view text) {
  std::string out(text);
  const std::string begin{'$', kMasks[0]};
  for (std::size_t at = out.find(begin); at != std::string::npos; at = out.find(begin, at + 1)) {
    const std::size_t end = out.find(kMasks[1], at);
    if (end == std::string::npos) break;
    const std::string reference = replaced(std::string_view(out).substr(at, end + 1 - at), kMasks, kSpecial);
    out.replace(at, reference.size(), reference);
  }
  return out;
}

}  // namespace weir::config
