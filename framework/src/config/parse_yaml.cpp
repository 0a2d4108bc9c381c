#include "config/parse_yaml.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/tree_builder.hpp"

namespace weir {
namespace {

struct Wording {
  const char* yaml_cpp;  // how its message begins
  const char* ours;
};

// yaml-cpp names its own grammar rules; a user wants to know what to mend.
std::string wording(const std::string& yaml_cpp) {
  const Wording wordings[] = {
      {YAML::ErrorMsg::MAP_VALUE, "a ': ' cannot stand here; indent a nested map on lines of its own, quote a text that holds ': '"},
      {YAML::ErrorMsg::MAP_KEY, "a key cannot stand here; check the indentation"},
      {YAML::ErrorMsg::END_OF_MAP, "this does not fit the map above; a key needs ': ' behind it and the indentation of its map"},
      {YAML::ErrorMsg::END_OF_SEQ, "this does not fit the list above; check the indentation, and the '- ' before each entry"},
      {YAML::ErrorMsg::FLOW_END, "no list or map is open that this could close"},
      {YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' cannot stand here; put each entry of a list on a line of its own"},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, "no value can begin with this character; quote the text"},
      {YAML::ErrorMsg::INVALID_ESCAPE, "no such escape; write \\\\ for a backslash, or use single quotes"},
      {YAML::ErrorMsg::UNKNOWN_ANCHOR, "this alias names no anchor above it"},
  };
  for (const Wording& known : wordings) {
    if (yaml_cpp.starts_with(known.yaml_cpp)) return known.ours;
  }
  return fmt::format("YAML: {}", yaml_cpp);
}

// Reads a text in place.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a stream buffer has no const form; nothing writes through it
    setg(begin, begin, begin + text.size());
  }
};

std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

// A tab among the leading blanks of the line where the parser gave up is the likely cause.
std::optional<YamlFault> tab_fault(std::string_view text, Position where) {
  const std::string_view line = line_of(text, where.line);
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos || line.find_first_not_of(' ') != tab) return std::nullopt;
  return YamlFault{{where.source, where.line, static_cast<std::uint32_t>(tab + 1)}, "a tab cannot indent in YAML; use spaces"};
}

// A line without `: ` runs on into the next, where the parser stumbles over a colon.
std::optional<YamlFault> missing_colon(std::string_view text, Position where) {
  if (where.line < 2 || line_of(text, where.line).find(':') + 1 != where.column) return std::nullopt;
  const std::string_view line = line_of(text, where.line - 1);
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string_view::npos || line.find(':') != std::string_view::npos || line[first] == '#') return std::nullopt;
  return YamlFault{{where.source, where.line - 1, static_cast<std::uint32_t>(first + 1)}, "a key needs ': ' behind it"};
}

// A bracket that is missing is best explained where its list or map began.
std::optional<YamlFault> missing_bracket(const std::string& yaml_cpp, Position where, const Value* open) {
  if (open == nullptr) return std::nullopt;
  const bool list = open->form == Value::Form::list;
  const char* bracket = list ? "]" : "}";
  if (yaml_cpp == YAML::ErrorMsg::FLOW_END) return YamlFault{where, fmt::format("a '{}' is missing before this", bracket)};
  if (yaml_cpp != YAML::ErrorMsg::END_OF_SEQ_FLOW && yaml_cpp != YAML::ErrorMsg::END_OF_MAP_FLOW) return std::nullopt;
  return YamlFault{open->position,
                   fmt::format("this {} is not closed; a '{}' is missing, or a ',' between two entries", list ? "list" : "map", bracket)};
}

YamlFault explain(const YAML::ParserException& error, const TreeBuilder& builder, std::string_view text) {
  const Position where = builder.position(error.mark);
  if (auto tab = tab_fault(text, where)) return *tab;
  if (auto bracket = missing_bracket(error.msg, where, builder.open_brackets())) return *bracket;
  if (error.msg == YAML::ErrorMsg::MAP_VALUE) {
    if (auto colon = missing_colon(text, where)) return *colon;
  }
  return {where, wording(error.msg)};
}

bool is_closed(std::string_view quoted) {
  const char quote = quoted.front();
  for (std::size_t i = 1; i < quoted.size(); ++i) {
    const bool escape = quote == '"' ? quoted[i] == '\\' : quoted.substr(i).starts_with("''");
    if (escape)
      ++i;
    else if (quoted[i] == quote)
      return true;
  }
  return false;
}

// yaml-cpp takes the end of the text for the end of a quote, so the last scalar's is looked for here.
void check_last_quote(std::string_view text, const TreeBuilder& builder) {
  const auto mark = builder.last_quoted();
  if (!mark) return;
  std::string_view rest = text.substr(std::min(static_cast<std::size_t>(mark->pos), text.size()));
  if (rest.starts_with('&')) rest.remove_prefix(std::min(rest.find_first_of("\"'"), rest.size()));
  const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
  if (quoted && !is_closed(rest))
    throw YamlFault{builder.position(*mark), fmt::format("this quote is not closed; a {} is missing", rest.front())};
}

void parse(std::string_view text, TreeBuilder& builder) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::ParserException& error) {
    throw explain(error, builder, text);
  }
  check_last_quote(text, builder);
}

}  // namespace

std::optional<Value> parse_yaml(std::string_view text, std::uint32_t source, std::vector<Diagnostic>& diagnostics) {
  TreeBuilder builder(text, source, diagnostics);
  try {
    parse(text, builder);
  } catch (YamlFault& fault) {
    diagnostics.push_back({fault.position, std::move(fault.message)});
    return std::nullopt;
  }
  return builder.take_root();
}

}  // namespace weir
