#include "diagnostics/missing_space.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::diagnostics {

std::optional<std::string_view> key_without_space(std::string_view text) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_word);
  const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const std::string_view rest = text.substr(word.size());
  if (word.empty() || std::isalpha(static_cast<unsigned char>(word.front())) == 0 || rest.size() < 2 || rest[0] != ':') return std::nullopt;
  if (rest[1] == ' ' || rest[1] == '/' || rest[1] == '\\' || rest[1] == ':') return std::nullopt;
  return word;
}

std::string missing_space_hint(std::string_view text) {
  const auto key = key_without_space(text);
  return key ? fmt::format("a space is missing behind '{}:'", shown(*key)) : "";
}

}  // namespace weir::diagnostics
