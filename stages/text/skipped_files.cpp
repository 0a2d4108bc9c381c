#include "text/skipped_files.hpp"

#include <algorithm>

#include "text/file_status.hpp"

namespace weir::stages {

std::vector<std::string> SkippedFiles::expand(std::span<const std::string> paths, const PathOptions& options) {
  std::vector<std::string> missing;
  std::vector<std::string> files = expand_paths(paths, options, wanted() ? &missing : nullptr);
  for (const std::string& why : missing) note(why, "; skipped");
  return files;
}

void SkippedFiles::add(const std::string& path, const std::string& why, std::uint64_t bytes_read, bool has_sent) {
  note(why, has_sent ? "; the rest of it skipped" : "; skipped");
  if (const FileStatus status = FileStatus::of(path); status.is_regular()) bytes_ += status.size - std::min(status.size, bytes_read);
}

void SkippedFiles::note(const std::string& why, const char* what) {
  if (lines_.empty()) first_reason_ = why;
  lines_.push_back(why + what);
}

void SkippedFiles::add_to(Counters& counters) const {
  counters.add("files_skipped", lines_.size());
  for (const std::string& line : lines_) counters.add_missing(line);
}

}  // namespace weir::stages
