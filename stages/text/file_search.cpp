#include "text/file_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>

#include "system/folder_entries.hpp"
#include "text/paths.hpp"

namespace weir::stages {

namespace {

std::string join(const std::string& directory, const std::string& name) {
  if (directory.empty() && name == kStandardInput) return "./" + name;  // a file of that name
  return directory.empty() || directory.ends_with('/') ? directory + name : directory + '/' + name;
}

// Its names have to be looked at; any other segment is a name.
bool is_pattern(const std::string& segment) {
  return may_be_pattern(segment) || segment.find('\\') != std::string::npos;
}

}  // namespace

std::vector<FoundFile> FileSearch::take() {
  std::sort(files_.begin(), files_.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return std::exchange(files_, {});
}

// Sorted, so that of several errors the same one comes first on every file system.
std::vector<FileSearch::Entry> FileSearch::list(const std::string& directory) {
  std::vector<Entry> entries;
  const std::string folder = directory.empty() ? "." : directory;
  const int error = list_folder(folder, [&](std::string_view name, bool is_folder) { entries.push_back({std::string(name), is_folder}); });
  if (error != 0) fail(folder, "list the directory", error);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

FileStatus FileSearch::status_of(const std::string& path) {
  const FileStatus status = FileStatus::of(path);
  if (status.error != 0 && !status.leads_nowhere()) fail(path, "read", status.error);
  return status;
}

void FileSearch::fail(const std::string& path, const char* what, int error) {
  if (pass_on_) return files_.push_back({path, {}});
  complain_(fmt::format("cannot {} '{}': {}", what, path, std::generic_category().message(error)));
}

void FileSearch::look_below(const std::string& directory) {
  std::vector<std::string> to_list{directory};
  while (!to_list.empty()) {
    const std::string at = std::move(to_list.back());
    to_list.pop_back();
    if (!looked_below_.insert(at).second) continue;
    for (const Entry& entry : list(at)) {
      std::string path = join(at, entry.name);
      if (!shows(entry, path)) continue;
      if (entry.is_directory) {
        to_list.push_back(std::move(path));
      } else if (const FileStatus status = status_of(path); status.is_regular()) {
        files_.push_back({std::move(path), status.id});
      }
    }
  }
}

bool FileSearch::shows(const Entry& entry, const std::string& path) {
  const bool shown = hidden_ || !entry.name.starts_with('.');
  left_out_ = left_out_ || !shown;
  return shown && !excludes(path, entry.is_directory);
}

bool FileSearch::matches(const std::string& segment, const std::string& name) {
  if (!matches_name(segment, name)) return false;
  const bool shown = hidden_ || matches_shown_name(segment, name);
  left_out_ = left_out_ || !shown;
  return shown;
}

bool FileSearch::excludes(const std::string& path, bool is_directory) {
  const bool excluded = exclusion_.matches(path, is_directory);
  left_out_ = left_out_ || excluded;
  return excluded;
}

void FileSearch::look_for(const std::string& pattern) {
  std::size_t first = pattern.find_first_of("*?[\\");
  first = pattern.rfind('/', first) + 1;  // npos + 1 is 0
  segments_ = segments_of(std::string_view(pattern).substr(first));
  directories_only_ = pattern.ends_with('/');
  visited_.clear();
  const std::string base = pattern.substr(0, first);
  if (base.empty() || status_of(base).is_directory()) descend(base, 0);
}

// Looks for the segments from `segment` on in the directory `base`. `**` may lead to one place in several ways.
void FileSearch::descend(const std::string& base, std::size_t segment) {
  if (!visited_.insert({segment, base}).second) return;
  const std::string& wanted = segments_[segment];
  if (wanted == kAnyDepth) return descend_to_any_depth(base, segment);
  if (!is_pattern(wanted)) {
    const std::string path = join(base, wanted);
    if (!excludes(path, FileStatus::of(path).is_directory())) enter(path, segment + 1);
    return;
  }
  for (const Entry& entry : list(base)) {
    const std::string path = join(base, entry.name);
    if (matches(wanted, entry.name) && !excludes(path, entry.is_directory)) enter(path, segment + 1);
  }
}

void FileSearch::descend_to_any_depth(const std::string& base, std::size_t segment) {
  if (segment + 1 == segments_.size()) return look_below(base);
  descend(base, segment + 1);
  for (const Entry& entry : list(base)) {
    const std::string path = join(base, entry.name);
    if (entry.is_directory && shows(entry, path)) descend(path, segment);
  }
}

void FileSearch::enter(const std::string& path, std::size_t segment) {
  const FileStatus status = status_of(path);
  if (segment == segments_.size())
    take_match(path, status);
  else if (status.is_directory())
    descend(path, segment);
}

void FileSearch::take_match(const std::string& path, const FileStatus& status) {
  if (status.is_directory())
    look_below(path);
  else if (status.is_regular() && !directories_only_)
    files_.push_back({path, status.id});
}

}  // namespace weir::stages
