#include "config/parse_yaml.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>
#include <utility>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <weir/error_scope.hpp>

#include "config/explain_syntax.hpp"
#include "config/surrogates.hpp"
#include "config/tree_builder.hpp"
#include "config/variable_reference.hpp"

namespace weir::config {
namespace {

// Reads a text in place.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a stream buffer has no const form; nothing writes through it
    setg(begin, begin, begin + text.size());
  }
};

void parse(const JoinedText& text, TreeBuilder& builder) {
  ViewBuffer buffer(text.text);
  std::istream stream(&buffer);
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
}

}  // namespace

std::optional<Value> parse_yaml(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics) {
  const std::size_t before = diagnostics.size();
  JoinedText joined = join_surrogates(text, text_index, diagnostics);
  if (diagnostics.size() > before) return std::nullopt;
  mask_references(joined.text);
  TreeBuilder builder(joined, text_index, diagnostics);
  try {
    parse(joined, builder);
    if (auto quote = last_quote_fault(text, text_index, builder.ends_with_a_quote())) throw std::move(*quote);
    return builder.take_root();
  } catch (const YAML::ParserException& error) {
    const YamlFault fault = explain(error.msg, builder.position(error.mark), builder.open_brackets(), text);
    ErrorScope(diagnostics).add(fault.position, fault.problem);
  } catch (const YamlFault& fault) {
    const YamlFault likely = fault.doubtful ? likely_cause(text, fault.position).value_or(fault) : fault;
    ErrorScope(diagnostics).add(likely.position, likely.problem);
  }
  return std::nullopt;
}

}  // namespace weir::config
