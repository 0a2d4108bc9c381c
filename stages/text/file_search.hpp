#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "text/file_status.hpp"
#include "text/path_pattern.hpp"

namespace weir::stages {

/// A regular file that was found.
struct FoundFile {
  std::string path;
  FileId id;
};

/// Finds the regular files in a directory, or those that match a pattern. All else (a link that leads nowhere or in a circle, a pipe, a
/// socket, a device) is passed over. Links to directories are followed where a segment of a pattern names them, but not on the way down a
/// directory, nor by `**`. One thread at a time.
class FileSearch {
 public:
  /// `complain` is called with an error for what could not be read, which may throw, unless that is passed on as if it were a file.
  FileSearch(const Exclusion& exclusion, bool hidden, bool pass_on, std::function<void(std::string)> complain)
      : exclusion_(exclusion), hidden_(hidden), pass_on_(pass_on), complain_(std::move(complain)) {}

  /// Searches `directory` and all below it.
  void look_below(const std::string& directory);
  /// Searches for what matches `pattern`, by segments, with `**` for any depth; a directory that matches stands for the files in it and
  /// below.
  void look_for(const std::string& pattern);

  /// Returns what was found, sorted by the bytes of the paths. A file may be there under several paths.
  [[nodiscard]] std::vector<FoundFile> take();
  /// Whether something was passed over because it is hidden or excluded.
  [[nodiscard]] bool left_out() const noexcept { return left_out_; }

 private:
  struct Entry {
    std::string name;
    bool is_directory;  // itself, not behind a link
  };

  [[nodiscard]] std::vector<Entry> list(const std::string& directory);
  [[nodiscard]] FileStatus status_of(const std::string& path);
  void fail(const std::string& path, const char* what, int error);
  bool shows(const Entry& entry, const std::string& path);
  bool matches(const std::string& segment, const std::string& name);
  bool excludes(const std::string& path, bool is_directory);
  void descend(const std::string& base, std::size_t segment);
  void descend_to_any_depth(const std::string& base, std::size_t segment);
  void enter(const std::string& path, std::size_t segment);
  void take_match(const std::string& path, const FileStatus& status);

  const Exclusion& exclusion_;
  bool hidden_;
  bool pass_on_;
  std::function<void(std::string)> complain_;
  bool left_out_ = false;
  std::vector<FoundFile> files_;
  std::set<std::string> looked_below_;  // a pattern may match a directory and others in it
  // Of the pattern that is looked for:
  std::vector<std::string> segments_;
  bool directories_only_ = false;
  std::set<std::pair<std::size_t, std::string>> visited_;
};

}  // namespace weir::stages
