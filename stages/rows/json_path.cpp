#include "rows/json_path.hpp"

#include <algorithm>
#include <cstddef>

namespace weir::stages {
namespace {

// Takes a key in quotes off the front; nothing when its quotes are not closed.
std::optional<std::string> take_quoted_key(std::string_view& path) {
  std::string key;
  for (std::size_t at = 1; at < path.size(); ++at) {
    if (path[at] == '"') {
      if (path.substr(at + 1, 1) != "\"") {
        path.remove_prefix(at + 1);
        return key;
      }
      ++at;
    }
    key += path[at];
  }
  return std::nullopt;
}

std::optional<std::string> take_key(std::string_view& path) {
  if (path.starts_with('"')) return take_quoted_key(path);
  const std::string_view key = path.substr(0, path.find('.'));
  if (key.empty() || key.find('"') != std::string_view::npos) return std::nullopt;
  path.remove_prefix(key.size());
  return std::string(key);
}

}  // namespace

std::optional<std::vector<std::string>> json_keys(std::string_view path) {
  std::vector<std::string> keys;
  for (;;) {
    auto key = take_key(path);
    if (!key) return std::nullopt;
    keys.push_back(std::move(*key));
    if (path.empty()) return keys;
    if (path.front() != '.') return std::nullopt;
    path.remove_prefix(1);
  }
}

std::string json_path(std::span<const std::string> keys) {
  std::string path;
  for (const std::string& key : keys) {
    if (&key != keys.data()) path += '.';
    if (!key.empty() && key.find_first_of(".\"") == std::string::npos) {
      path += key;
      continue;
    }
    path += '"';
    for (const char c : key) path.append(c == '"' ? 2 : 1, c);
    path += '"';
  }
  return path;
}

}  // namespace weir::stages
