// Params without a pipeline, for the test kit.

#include <utility>

#include <weir/testing.hpp>

#include "config/config_text.hpp"
#include "config/parse_yaml.hpp"

namespace weir::detail {

using config::check_text;
using config::normalized;
using config::parse_yaml;

void throw_errors(std::vector<Diagnostic> errors, const std::vector<ConfigText>& texts) {
  if (!errors.empty()) throw ConfigError(std::move(errors), texts);
}

void read_params_text(std::string_view yaml, const std::function<void(const Value&, const ErrorScope&)>& read) {
  const std::vector<ConfigText> texts = {{"params", normalized(yaml)}};
  std::vector<Diagnostic> errors;
  if (check_text(texts[0].text, 0, errors)) {
    auto value = parse_yaml(texts[0].text, 0, errors);
    if (value && !value->position.known()) value->position = {0, 1, 1};
    if (value) read(*value, ErrorScope(errors).key("params"));
  }
  throw_errors(std::move(errors), texts);
}

}  // namespace weir::detail
