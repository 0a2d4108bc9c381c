#include <weir/config.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "config/overrides.hpp"
#include "config/parse_yaml.hpp"
#include "config/read_config.hpp"
#include "config/source_text.hpp"

namespace weir {
namespace {

[[noreturn]] void cannot_read(const std::filesystem::path& path, std::string_view why) {
  throw Error(fmt::format("cannot read '{}': {}", path.string(), why));
}

// Says where a relative path starts, which is what a missing file mostly comes from.
std::string no_such_file(const std::filesystem::path& path) {
  std::error_code unknown;  // the working directory may have been removed
  const std::filesystem::path folder = std::filesystem::current_path(unknown);
  if (path.is_absolute() || unknown) return "there is no such file";
  return fmt::format("there is no such file in the working directory, '{}'", folder.string());
}

// At most one byte more than is allowed, which is enough to see that it is too large.
std::string read_file(const std::filesystem::path& path) {
  std::error_code ignored;  // what cannot be examined cannot be opened either, and that says why
  if (std::filesystem::is_directory(path, ignored)) cannot_read(path, "it is a directory");
  std::ifstream file(path, std::ios::binary);
  if (!file) cannot_read(path, errno == ENOENT ? no_such_file(path) : std::strerror(errno));
  std::string text(kLargestText + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) cannot_read(path, std::strerror(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace

PipelineConfig PipelineConfig::from_file(const std::filesystem::path& path, std::span<const std::string> overrides) {
  return from_string(read_file(path), path.string(), overrides);
}

PipelineConfig PipelineConfig::from_string(std::string_view yaml, std::string name, std::span<const std::string> overrides) {
  PipelineConfig config;
  config.sources.push_back({std::move(name), ""});
  if (!check_size(yaml, 0, config.diagnostics)) return config;
  const std::string text = normalized(yaml);
  config.sources.front().text = text;
  if (!check_text(text, 0, config.diagnostics)) return config;
  auto root = parse_yaml(text, 0, config.diagnostics);
  if (!root) return config;
  if (!root->position.known()) root->position = {0, 1, 1};
  apply_overrides(*root, overrides, config.sources, config.diagnostics);
  read_config(*root, config);
  return config;
}

}  // namespace weir
