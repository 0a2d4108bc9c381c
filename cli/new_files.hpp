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

/// Writes files that are not there yet, with the folders that they need: all of them, or none. Throws `Error`, which names the file, when
/// one is there already or cannot be written.
void write_new_files(const std::vector<NewFile>& files);

/// Puts a text in the place of a file's, at once. Throws `Error`.
void replace_file(const NewFile& file);

/// The text of a file. Throws `Error`.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

/// Keeps others that take the same lock out of a folder, while it lives; waits for them first.
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
