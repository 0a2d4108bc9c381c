#include <weir/config.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <weir/error_scope.hpp>

#include "config/config_text.hpp"
#include "config/overrides.hpp"
#include "config/parse_yaml.hpp"
#include "config/put_over.hpp"
#include "config/read_config.hpp"
#include "config/read_text.hpp"
#include "config/replace_variables.hpp"
#include "diagnostics/found.hpp"

namespace weir {

using config::apply_overrides;
using config::check_size;
using config::check_text;
using config::kAnchorPrefix;
using config::normalized;
using config::parse_yaml;
using config::put_over;
using config::read_config;
using config::read_text;
using config::replace_variables;
using diagnostics::unexpected;

namespace {

// The values of one file. Nothing, with a diagnostic, where the text hides them.
std::optional<Value> parse_text(const ConfigText& written, PipelineConfig& config) {
  const auto index = static_cast<std::uint32_t>(config.texts.size());
  config.texts.push_back({written.name, ""});
  if (!check_size(written.text, index, config.diagnostics)) return std::nullopt;
  config.texts.back().text = normalized(written.text);
  const std::string& text = config.texts.back().text;
  if (!check_text(text, index, config.diagnostics)) return std::nullopt;
  auto root = parse_yaml(text, index, config.diagnostics);
  if (root && !root->position.known()) root->position = {index, 1, 1};
  return root;
}

// Aliases have taken from them what they are for.
void drop_anchors(Value& root) {
  std::erase_if(root.members, [](const Member& member) { return member.key.starts_with(kAnchorPrefix); });
}

// Those of all files. Nothing, with diagnostics, where the text of one hides them.
std::optional<Value> parse_texts(std::span<const ConfigText> texts, PipelineConfig& config) {
  std::vector<Value> roots;
  for (const ConfigText& text : texts) {
    auto root = parse_text(text, config);
    if (!root) continue;
    drop_anchors(*root);
    if (texts.size() > 1 && root->form != Value::Form::map)
      ErrorScope(config.diagnostics).add(root->position, unexpected("a map of keys, of which some may be in other files", *root));
    else
      roots.push_back(std::move(*root));
  }
  if (roots.empty() || roots.size() < texts.size()) return std::nullopt;
  for (std::size_t i = 1; i < roots.size(); ++i) put_over(roots.front(), std::move(roots[i]));
  return std::move(roots.front());
}

}  // namespace

PipelineConfig PipelineConfig::from_file(const std::filesystem::path& path, std::span<const std::string> overrides,
                                         const Variables& variables) {
  return from_files(std::span(&path, 1), overrides, variables);
}

PipelineConfig PipelineConfig::from_files(std::span<const std::filesystem::path> paths, std::span<const std::string> overrides,
                                          const Variables& variables) {
  std::vector<ConfigText> texts;
  for (const std::filesystem::path& path : paths) texts.push_back({path.string(), read_text(path)});
  return from_texts(texts, overrides, variables);
}

PipelineConfig PipelineConfig::from_string(std::string_view yaml, std::string name, std::span<const std::string> overrides,
                                           const Variables& variables) {
  const ConfigText text{std::move(name), std::string(yaml)};
  return from_texts(std::span(&text, 1), overrides, variables);
}

PipelineConfig PipelineConfig::from_texts(std::span<const ConfigText> texts, std::span<const std::string> overrides,
                                          const Variables& variables) {
  PipelineConfig config;
  auto root = parse_texts(texts, config);
  if (!root) return config;
  apply_overrides(*root, overrides, config.texts, config.diagnostics);
  replace_variables(*root, variables, config);
  read_config(*root, config);
  return config;
}

}  // namespace weir
