#include "text/paths.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

namespace fs = std::filesystem;

// Adds the regular files below `directory`. An error on the way (no right to read) is thrown, not skipped.
void add_directory(const std::string& directory, std::vector<std::string>& files) {
  const std::size_t before = files.size();
  try {
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("cannot list the directory '{}': {}: {}", directory, error.path1().string(), error.code().message()));
  }
  std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
}

// Adds what exists under that very name; false when nothing does.
bool add_named(const std::string& path, std::vector<std::string>& files) {
  std::error_code code;
  const auto status = fs::status(path, code);
  if (status.type() == fs::file_type::not_found) return false;
  if (code) throw Error(fmt::format("cannot read '{}': {}", path, code.message()));
  if (fs::is_directory(status))
    add_directory(path, files);
  else
    files.push_back(path);
  return true;
}

void add_matches(const std::string& pattern, std::vector<std::string>& files) {
  struct Matches : glob_t {
    Matches() : glob_t{} {}
    Matches(const Matches&) = delete;
    Matches& operator=(const Matches&) = delete;
    ~Matches() { globfree(this); }
  } matches;
  const int result = glob(pattern.c_str(), GLOB_NOSORT, nullptr, &matches);
  if (result != 0 && result != GLOB_NOMATCH) throw Error(fmt::format("cannot look for files that match '{}'", pattern));
  std::vector<std::string> names(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  std::sort(names.begin(), names.end());  // by bytes, whatever the locale
  for (const auto& name : names) add_named(name, files);
}

void add_path(const std::string& path, std::vector<std::string>& files) {
  if (path == kStandardInput) {
    if (std::find(files.begin(), files.end(), path) != files.end()) throw Error("the standard input, '-', can be read only once");
    files.push_back(path);
    return;
  }
  const std::size_t before = files.size();
  if (add_named(path, files)) {
    if (files.size() == before) throw Error(fmt::format("the directory '{}' has no files", path));
    return;
  }
  if (path.find_first_of("*?[") == std::string::npos) throw Error(fmt::format("there is no file or directory '{}'", path));
  add_matches(path, files);
  if (files.size() == before) throw Error(fmt::format("no file matches '{}'", path));
}

}  // namespace

std::vector<std::string> expand_paths(std::span<const std::string> paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) add_path(path, files);
  return files;
}

}  // namespace weir::stages
