#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::cli {

/// A file to be written.
struct NewFile {
  std::filesystem::path path;
  std::string text;
};

/// Writes new files and the folders that they need: all of them or none. Throws `Error`, which names the file, when one already exists or
/// cannot be written.
void write_new_files(const std::vector<NewFile>& files);

/// The same, and replaces the text of a file that exists. Either all of this happens, or none of it.
void write_new_files(const std::vector<NewFile>& files, const NewFile& changed);

/// The text of a file. Throws `Error`.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

/// Holds a lock on a folder that other commands take too; waits for it first.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  int folder_;  // a descriptor
};

}  // namespace weir::cli
