#include <weir/config.hpp>

#include <utility>

#include "config/config_text.hpp"
#include "config/overrides.hpp"
#include "config/parse_yaml.hpp"
#include "config/read_config.hpp"
#include "config/read_text.hpp"
#include "config/replace_variables.hpp"

namespace weir {

using config::apply_overrides;
using config::check_size;
using config::check_text;
using config::normalized;
using config::parse_yaml;
using config::read_config;
using config::read_text;
using config::replace_variables;

PipelineConfig PipelineConfig::from_file(const std::filesystem::path& path, std::span<const std::string> overrides,
                                         const Variables& variables) {
  return from_string(read_text(path), path.string(), overrides, variables);
}

PipelineConfig PipelineConfig::from_string(std::string_view yaml, std::string name, std::span<const std::string> overrides,
                                           const Variables& variables) {
  PipelineConfig config;
  config.texts.push_back({std::move(name), ""});
  if (!check_size(yaml, 0, config.diagnostics)) return config;
  const std::string text = normalized(yaml);
  config.texts.front().text = text;
  if (!check_text(text, 0, config.diagnostics)) return config;
  auto root = parse_yaml(text, 0, config.diagnostics);
  if (!root) return config;
  if (!root->position.known()) root->position = {0, 1, 1};
  apply_overrides(*root, overrides, config.texts, config.diagnostics);
  replace_variables(*root, variables, config);
  read_config(*root, config);
  return config;
}

}  // namespace weir
