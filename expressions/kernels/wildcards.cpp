#include "kernels/wildcards.hpp"

#include <cstddef>

#include "diagnostics/utf8.hpp"
#include "kernels/characters.hpp"

namespace weir::expressions {
namespace {

constexpr std::size_t kNoMatch = std::string_view::npos;

// The code point of the character at `at`; 0 at the end.
char32_t point_at(std::string_view text, std::size_t at) noexcept {
  return at < text.size() ? diagnostics::decode_utf8(text.data() + at, text.data() + text.size()).code_point : 0;
}

struct LikeSyntax {
  std::string_view escape;

  [[nodiscard]] bool is_any(std::string_view pattern, std::size_t at) const noexcept { return pattern[at] == '%' && !escapes(pattern, at); }
  [[nodiscard]] bool escapes(std::string_view pattern, std::size_t at) const noexcept {
    return !escape.empty() && pattern.substr(at).starts_with(escape);
  }
  // Whether the next character of the pattern stands for itself.
  [[nodiscard]] bool is_literal(std::string_view pattern, std::size_t at) const noexcept {
    return pattern[at] != '%' && pattern[at] != '_' && !escapes(pattern, at);
  }
  [[nodiscard]] static char lower(char c) noexcept { return lower_case(c); }
  [[nodiscard]] static char upper(char c) noexcept { return upper_case(c); }
  // Where the pattern goes on if its next character stands for the one at the front of the text.
  [[nodiscard]] std::size_t match_one(std::string_view text, std::string_view pattern, std::size_t at) const noexcept {
    if (escapes(pattern, at)) {
      at += escape.size();
      if (at == pattern.size()) return kNoMatch;
    } else if (pattern[at] == '_') {
      return at + 1;
    }
    const std::size_t end = character_end(pattern, at), length = character_end(text, 0);
    if (end - at != length) return kNoMatch;
    for (std::size_t i = 0; i < length; ++i) {
      if (lower(pattern[at + i]) != lower(text[i])) return kNoMatch;
    }
    return end;
  }
};

struct GlobSyntax {
  [[nodiscard]] static bool is_any(std::string_view pattern, std::size_t at) noexcept { return pattern[at] == '*'; }
  [[nodiscard]] static bool is_literal(std::string_view pattern, std::size_t at) noexcept {
    return pattern[at] != '*' && pattern[at] != '?' && pattern[at] != '[';
  }
  [[nodiscard]] static char lower(char c) noexcept { return c; }
  [[nodiscard]] static char upper(char c) noexcept { return c; }
  [[nodiscard]] static std::size_t match_one(std::string_view text, std::string_view pattern, std::size_t at) noexcept {
    if (pattern[at] == '?') return at + 1;
    if (pattern[at] == '[') return match_set(point_at(text, 0), pattern, at + 1);
    const std::size_t end = character_end(pattern, at);
    return text.substr(0, character_end(text, 0)) == pattern.substr(at, end - at) ? end : kNoMatch;
  }
  // `at` is behind the bracket. One that is not closed stands for nothing.
  [[nodiscard]] static std::size_t match_set(char32_t wanted, std::string_view pattern, std::size_t at) noexcept {
    const bool inverted = pattern.substr(at).starts_with('^');
    if (inverted) ++at;
    bool found = false;
    char32_t before = 0;  // what a range can begin with
    for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
      const char32_t point = point_at(pattern, at);
      at = character_end(pattern, at);
      if (point == '-' && before != 0 && at < pattern.size() && pattern[at] != ']') {
        found = found || (before <= wanted && wanted <= point_at(pattern, at));
        at = character_end(pattern, at);
        before = 0;
      } else {
        found = found || wanted == point;
        before = first && point == ']' ? 0 : point;
      }
    }
    return at < pattern.size() && found != inverted ? at + 1 : kNoMatch;
  }
};

bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

// Where, from `at` on, what comes behind a wildcard for any characters can begin.
template <class Syntax>
std::size_t possible_begin(std::string_view text, std::size_t at, std::string_view pattern, std::size_t in_pattern,
                           const Syntax& syntax) noexcept {
  if (in_pattern == pattern.size()) return text.size();
  if (!syntax.is_literal(pattern, in_pattern)) return at;
  const char lower = Syntax::lower(pattern[in_pattern]), upper = Syntax::upper(pattern[in_pattern]);
  while (at < text.size() && text[at] != lower && text[at] != upper) ++at;
  return at;
}

template <class Syntax>
bool matches(std::string_view text, std::string_view pattern, const Syntax& syntax) noexcept {
  std::size_t at = 0, in_pattern = 0;
  std::size_t retry_text = 0, retry_pattern = kNoMatch;  // behind the last wildcard for any characters
  while (at < text.size() || in_pattern < pattern.size()) {
    if (in_pattern < pattern.size() && syntax.is_any(pattern, in_pattern)) {
      retry_pattern = ++in_pattern;
      at = retry_text = possible_begin(text, at, pattern, in_pattern, syntax);
      continue;
    }
    const bool both = at < text.size() && in_pattern < pattern.size();
    if (both && is_ascii(pattern[in_pattern]) && syntax.is_literal(pattern, in_pattern) &&
        Syntax::lower(text[at]) == Syntax::lower(pattern[in_pattern])) {
      ++at;
      ++in_pattern;
      continue;
    }
    const std::size_t next = both ? syntax.match_one(text.substr(at), pattern, in_pattern) : kNoMatch;
    if (next != kNoMatch) {
      in_pattern = next;
      at = character_end(text, at);
    } else if (retry_pattern != kNoMatch && retry_text < text.size()) {
      at = retry_text = possible_begin(text, character_end(text, retry_text), pattern, retry_pattern, syntax);
      in_pattern = retry_pattern;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

bool matches_like(std::string_view text, std::string_view pattern, std::string_view escape) noexcept {
  return matches(text, pattern, LikeSyntax{escape});
}

bool matches_glob(std::string_view text, std::string_view pattern) noexcept {
  return matches(text, pattern, GlobSyntax());
}

}  // namespace weir::expressions
