#include "text/paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <weir/error.hpp>

#include "text/file_search.hpp"
#include "text/file_status.hpp"
#include "text/path_pattern.hpp"

namespace weir::stages {

namespace {

namespace fs = std::filesystem;

// Where a path was looked for, when that is not in the path itself.
std::string looked_in(const std::string& path) {
  std::error_code code;
  const fs::path current = fs::current_path(code);
  return path.starts_with('/') || code ? "" : fmt::format(" (looked in {})", current.string());
}

class Expansion {
 public:
  Expansion(const PathOptions& options, std::vector<std::string>* skipped)
      : options_(options), exclusion_(options.exclude), skipped_(skipped) {}

  void add(const std::string& path);
  [[nodiscard]] std::vector<std::string> take() { return std::move(files_); }

 private:
  void add_standard_input();
  void add_named(const std::string& path, const FileStatus& status);
  void add_directory(const std::string& path);
  void add_matches(const std::string& pattern);
  bool add_found(FileSearch& search);
  void add_new(const std::string& path, const FileId& id);
  void complain(const std::string& message);
  FileSearch search(bool hidden) {
    return {exclusion_, options_.hidden.value_or(hidden), options_.pass_on, [this](const std::string& message) { complain(message); }};
  }

  const PathOptions& options_;
  const Exclusion exclusion_;
  std::vector<std::string>* skipped_;  // may be null
  std::vector<std::string> files_;
  std::set<FileId> ids_;
  bool complained_ = false;  // of the path at hand
};

void Expansion::add(const std::string& path) {
  if (path == kStandardInput) return add_standard_input();
  complained_ = false;
  if (const std::size_t nul = path.find('\0'); nul != std::string::npos)
    return complain(fmt::format("the path '{}' goes on behind a NUL character; take it away", path.substr(0, nul)));
  const FileStatus status = FileStatus::of(path);
  if (status.error != 0 && may_be_pattern(path)) return add_matches(path);
  if (status.error == ENOENT || status.error == ENOTDIR) {
    std::error_code code;
    if (const fs::path target = fs::read_symlink(path, code); !code)
      return complain(fmt::format("'{}' is a link to '{}', which is not there{}", path, target.string(), looked_in(path)));
    return complain(fmt::format("there is no file or directory '{}'{}", path, looked_in(path)));
  }
  add_named(path, status);
}

void Expansion::add_standard_input() {
  if (std::find(files_.begin(), files_.end(), kStandardInput) != files_.end())
    throw Error("the standard input, '-', can be read only once");
  add_new(kStandardInput, FileStatus::of(kStandardInput).id);
}

void Expansion::add_named(const std::string& path, const FileStatus& status) {
  if (status.error != 0 && options_.pass_on) return add_new(path, {});
  if (status.error != 0) return complain(fmt::format("cannot read '{}': {}", path, std::generic_category().message(status.error)));
  if (status.is_socket()) return complain(fmt::format("cannot read '{}': it is a socket", path));
  if (status.is_directory()) return add_directory(path);
  add_new(path, status.id);
}

void Expansion::add_directory(const std::string& path) {
  FileSearch files = search(true);
  files.look_below(path);
  if (add_found(files) || complained_) return;
  const char* const but = files.left_out() ? ", other than hidden or excluded ones" : "";
  complain(fmt::format("the directory '{}' has no regular files{}", path, but));
}

void Expansion::add_matches(const std::string& pattern) {
  FileSearch files = search(false);
  files.look_for(pattern);
  if (add_found(files) || complained_) return;
  const char* const but = files.left_out() ? ", other than hidden or excluded ones" : "";
  complain(fmt::format("no file matches '{}'{}{}", pattern, but, looked_in(pattern)));
}

// False when nothing was found, though it may have come before.
bool Expansion::add_found(FileSearch& search) {
  const auto found = search.take();
  for (const FoundFile& file : found) add_new(file.path, file.id);
  return !found.empty();
}

void Expansion::add_new(const std::string& path, const FileId& id) {
  if (id == FileId{} || ids_.insert(id).second) files_.push_back(path);
}

void Expansion::complain(const std::string& message) {
  complained_ = true;
  if (skipped_ == nullptr) throw Error(message);
  if (std::find(skipped_->begin(), skipped_->end(), message) == skipped_->end()) skipped_->push_back(message);
}

}  // namespace

std::vector<std::string> expand_paths(std::span<const std::string> paths, const PathOptions& options, std::vector<std::string>* skipped) {
  Expansion expansion(options, skipped);
  for (const auto& path : paths) expansion.add(path);
  return expansion.take();
}

}  // namespace weir::stages
