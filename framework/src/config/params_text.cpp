// Params without a pipeline, for the test kit.

#include <utility>

#include <weir/testing.hpp>

#include "config/parse_yaml.hpp"
#include "config/source_text.hpp"

namespace weir::detail {

using config::check_text;
using config::normalized;
using config::parse_yaml;

void throw_errors(ParamErrors errors, const std::vector<SourceText>& sources) {
  if (!errors.empty()) throw ConfigError(std::move(errors), sources);
}

void read_params_text(std::string_view yaml, const std::function<void(const Value&, ParamErrors&)>& read) {
  const std::vector<SourceText> sources = {{"params", normalized(yaml)}};
  ParamErrors errors;
  if (check_text(sources[0].text, 0, errors)) {
    auto value = parse_yaml(sources[0].text, 0, errors);
    if (value && !value->position.known()) value->position = {0, 1, 1};
    if (value) read(*value, errors);
  }
  throw_errors(std::move(errors), sources);
}

}  // namespace weir::detail
