#include "config/explain_syntax.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include "config/yaml_scan.hpp"

namespace weir::config {
namespace {

struct Wording {
  const char* yaml_cpp;  // how its message begins
  const char* what;
  const char* mend;
};

// yaml-cpp names the rules of its grammar; a user wants to know what to mend.
Problem wording(const std::string& yaml_cpp) {
  const Wording wordings[] = {
      {YAML::ErrorMsg::MAP_VALUE, "a ': ' cannot stand here", "indent a nested map on lines of its own, quote a text that holds ': '"},
      {YAML::ErrorMsg::MAP_KEY, "a key cannot stand here", "check the indentation"},
      {YAML::ErrorMsg::END_OF_MAP, "this does not fit the map above", "a key needs ': ' behind it and the indentation of its map"},
      {YAML::ErrorMsg::END_OF_SEQ, "this does not fit the list above", "check the indentation, and the '- ' before each entry"},
      {YAML::ErrorMsg::FLOW_END, "no list or map is open that this could close", ""},
      {YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' cannot stand here", "put each entry of a list on a line of its own"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "no value can begin with this character", "quote the text"},
      {YAML::ErrorMsg::INVALID_ESCAPE, "no such escape", "write \\\\ for a backslash, or use single quotes"},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, "this alias names no anchor above it", ""},
  };
  for (const Wording& known : wordings) {
    if (yaml_cpp.starts_with(known.yaml_cpp)) return {known.what, known.mend};
  }
  return fmt::format("YAML: {}", yaml_cpp);
}

std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

// A tab among the leading blanks of the line where the parser gave up is the likely cause.
std::optional<YamlFault> tab_fault(std::string_view text, Position where) {
  const std::string_view line = line_of(text, where.line);
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string_view::npos || line[first] != '\t') return std::nullopt;
  return YamlFault{{where.text, where.line, static_cast<std::uint32_t>(first + 1)}, {"a tab cannot indent in YAML", "use spaces"}};
}

std::size_t offset_of(std::string_view text, Position where) {
  const std::string_view line = line_of(text, where.line);
  return static_cast<std::size_t>(line.data() - text.data()) + std::min<std::size_t>(where.column - 1, line.size());
}

Position place_of(std::string_view text, std::uint32_t text_index, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {text_index, static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(offset - (before.rfind('\n') + 1) + 1)};
}

// The start of the nearest line above that of `offset` that is neither blank nor a comment.
std::size_t line_above(std::string_view text, std::size_t offset) {
  std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;  // 0 if there is none
  while (begin > 0) {
    begin = begin < 2 ? 0 : text.rfind('\n', begin - 2) + 1;
    const std::size_t first = text.find_first_not_of(' ', begin);
    if (first != std::string_view::npos && text[first] != '\n' && text[first] != '#') break;
  }
  return begin;
}

// A line without `: ` continues on the next, where the parser gives up at a colon.
std::optional<YamlFault> missing_colon(std::string_view text, Position where) {
  if (where.line < 2 || line_of(text, where.line).find(':') + 1 != where.column) return std::nullopt;
  const std::string_view line = line_of(text, where.line - 1);
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string_view::npos || line.find(':') != std::string_view::npos || line[first] == '#') return std::nullopt;
  return YamlFault{{where.text, where.line - 1, static_cast<std::uint32_t>(first + 1)}, "a key needs ': ' behind it"};
}

// A missing bracket is best explained at the start of its list or map.
std::optional<YamlFault> missing_bracket(const std::string& yaml_cpp, Position where, const Value* open) {
  if (open == nullptr) return std::nullopt;
  const bool list = open->form == Value::Form::list;
  const char* bracket = list ? "]" : "}";
  if (yaml_cpp == YAML::ErrorMsg::FLOW_END) return YamlFault{where, fmt::format("a '{}' is missing before this", bracket)};
  if (yaml_cpp != YAML::ErrorMsg::END_OF_SEQ_FLOW && yaml_cpp != YAML::ErrorMsg::END_OF_MAP_FLOW) return std::nullopt;
  return YamlFault{open->position,
                   {fmt::format("this {} is not closed", list ? "list" : "map"),
                    fmt::format("a '{}' is missing, or a ',' between two entries", bracket)}};
}

}  // namespace

std::optional<YamlFault> likely_cause(std::string_view text, Position where) {
  const std::size_t noticed = offset_of(text, where);
  const std::size_t line_end = std::min(text.find('\n', noticed), text.size());
  const std::size_t near = line_above(text, noticed);
  for (const Suspicion& suspicion : scan_yaml(text).suspicions) {
    if (suspicion.at > line_end || (suspicion.nearby && suspicion.at < near)) continue;
    return YamlFault{place_of(text, where.text, suspicion.at), suspicion.problem};
  }
  return std::nullopt;
}

YamlFault explain(const std::string& message, Position where, const Value* open, std::string_view text) {
  if (auto tab = tab_fault(text, where)) return *tab;
  if (message != YAML::ErrorMsg::INVALID_ESCAPE) {
    if (auto cause = likely_cause(text, where)) return *cause;
  }
  if (auto bracket = missing_bracket(message, where, open)) return *bracket;
  if (message == YAML::ErrorMsg::MAP_VALUE) {
    if (auto colon = missing_colon(text, where)) return *colon;
  }
  return {where, wording(message)};
}

std::optional<YamlFault> last_quote_fault(std::string_view text, std::uint32_t text_index, bool ends_with_a_quote) {
  if (!ends_with_a_quote) return std::nullopt;
  const auto quotes = scan_yaml(text).quotes;
  if (quotes.empty() || quotes.back().closed) return std::nullopt;
  return YamlFault{place_of(text, text_index, quotes.back().begin),
                   {"this quote is not closed", fmt::format("a {} is missing", text[quotes.back().begin])}};
}

}  // namespace weir::config
